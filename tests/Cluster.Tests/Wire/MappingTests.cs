using AutoCompress.Host.Api.Mapping;
using AutoCompress.Studies;
using AutoCompress.Trials;
using AutoCompress.Wire.Mapping;
using Google.Protobuf;
using Proto = AutoCompress.Wire.V1;

namespace AutoCompress.Cluster.Tests.Wire;

/// <summary>Every record comes back as it went, over the bytes of the wire.</summary>
public sealed class MappingTests
{
    private const int Rounds = 300;

    [Fact]
    public void StudySpec_RoundTrip_IsEqual() =>
        RoundTrip(samples => samples.Spec(), spec => spec.ToProto(), Proto.StudySpec.Parser, proto => proto.FromProto());

    [Fact]
    public void Trial_RoundTrip_IsEqual() =>
        RoundTrip(samples => samples.Trial(), trial => trial.ToProto(), Proto.Trial.Parser, proto => proto.FromProto());

    [Fact]
    public void FrontReport_RoundTrip_IsEqual() =>
        RoundTrip(samples => samples.Front(), front => front.ToProto(), Proto.FrontReport.Parser, proto => proto.FromProto());

    [Fact]
    public void StudyStatus_RoundTrip_IsEqual() =>
        RoundTrip(samples => samples.Status(), study => study.ToProto(), Proto.Study.Parser, proto => proto.FromProto());

    [Fact]
    public void StudyEvent_RoundTrip_IsEqual() =>
        RoundTrip(samples => samples.Event("s-1"), change => change.ToProto(), Proto.Event.Parser, proto => proto.FromProto("s-1"));

    [Fact]
    public void StepStatus_RoundTrip_IsEqual() =>
        RoundTrip(samples => samples.Step(), step => step.ToProto(), Proto.Step.Parser, proto => proto.FromProto());

    [Fact]
    public void SiloStatus_RoundTrip_IsEqual() =>
        RoundTrip(samples => samples.Silo(), silo => silo.ToProto(), Proto.Silo.Parser, proto => proto.FromProto());

    [Fact]
    public void TenantStatus_RoundTrip_IsEqual() =>
        RoundTrip(samples => samples.Tenant(), tenant => tenant.ToProto(), Proto.Tenant.Parser, proto => proto.FromProto());

    [Fact]
    public void StudySpec_FieldsLeftOut_TakeTheDefaults()
    {
        var spec = new Proto.StudySpec { Name = "n", Model = "/m", Data = new Proto.DataSpec { Train = "/a", Test = "/b" } }.FromProto();

        var expected = new StudySpec { Name = "n", Model = "/m", Data = new DataSpec { Train = "/a", Test = "/b" } };
        Assert.Equal(Json.Write(expected), Json.Write(spec));
    }

    [Fact]
    public void StudySpec_MetricOfANewerVersion_IsNamed() => Assert.Contains(
        "99", Assert.Throws<FormatException>(() => new Proto.StudySpec { Objectives = { (Proto.Metric)99 } }.FromProto()).Message, StringComparison.Ordinal);

    [Fact]
    public void Metric_EveryMember_HasAProtobufForm() =>
        Assert.All(Enum.GetValues<Metric>(), metric => Assert.Equal(metric.ToString(), EnumMap<Metric, Proto.Metric>.ToProto(metric).ToString()));

    private static void RoundTrip<TRecord, TProto>(
        Func<Samples, TRecord> sample, Func<TRecord, TProto> toProto, MessageParser<TProto> parser, Func<TProto, TRecord> fromProto)
        where TProto : IMessage<TProto>
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var record = sample(new Samples(seed));
            var back = fromProto(parser.ParseFrom(toProto(record).ToByteArray()));
            Assert.Equal(Json.Write(record), Json.Write(back));
        }
    }
}

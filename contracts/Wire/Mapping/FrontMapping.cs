using AutoCompress.Studies;
using Proto = AutoCompress.Wire.V1;

namespace AutoCompress.Wire.Mapping;

/// <summary>The final front in protobuf form.</summary>
public static class FrontMapping
{
    public static Proto.FrontReport ToProto(this FrontReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var proto = new Proto.FrontReport { Original = report.Original.ToProto(), Points = { report.Points.Select(ToProto) } };
        if (report.Recommended is { } trial)
        {
            proto.Recommended = trial;
        }

        return proto;
    }

    /// <exception cref="FormatException">A part is missing, or a value is newer than this program.</exception>
    public static FrontReport FromProto(this Proto.FrontReport proto)
    {
        ArgumentNullException.ThrowIfNull(proto);
        return new FrontReport(
            TrialMapping.Required(proto.Original, "original").FromProto(),
            [.. proto.Points.Select(FromProto)],
            proto.HasRecommended ? proto.Recommended : null);
    }

    internal static Proto.FrontPoint ToProto(this FrontPoint point) => new()
    {
        Trial = point.Trial,
        Candidate = point.Candidate.ToProto(),
        Model = point.Model,
        Values = { point.Values.ToProto() },
        Test = { point.Test.ToProto() },
        ClassRecall = { point.ClassRecall },
    };

    internal static FrontPoint FromProto(this Proto.FrontPoint proto) => new(
        proto.Trial,
        TrialMapping.Required(proto.Candidate, "candidate").FromProto(),
        proto.Model,
        proto.Values.FromProto(),
        proto.Test.FromProto())
    {
        ClassRecall = [.. proto.ClassRecall],
    };
}

using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Engine.Quantizing;
using AutoCompress.Engine.Stages;
using AutoCompress.Engine.Transforming;
using AutoCompress.Spaces;
using AutoCompress.Trials;
using Google.Protobuf;
using Onnx;

namespace AutoCompress.Engine.Tests.Exporters;

/// <summary>Whatever an exporter writes is kept, cut where that is possible, and exported or refused with a reason.</summary>
public sealed class ExporterMessTests : IDisposable
{
    private static readonly OrtOptions Plain = new() { Optimization = OrtOptimization.None };

    private readonly string _folder = Directory.CreateTempSubdirectory("mess").FullName;

    public static TheoryData<string> Cases => [.. ExporterMess.Cases.Keys];

    public static TheoryData<string, Precision> Exports =>
        [.. from name in ExporterMess.Cases.Keys from precision in new[] { Precision.Int8, Precision.Fp16 } select (name, precision)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Cases))]
    public void LoadThenSave_SameOutputsAndMetadata(string name)
    {
        var bytes = ExporterMess.Model(name).ToByteArray();
        var graph = OnnxFile.Parse(bytes);
        GraphInvariants.Check(graph);
        using var original = OrtSession.Parse(bytes, Plain);
        var expected = Assert.Single(original.Run(ExporterMess.Inputs(name))).Data.ToArray();

        foreach (var save in new[] { SaveOptions.Default, SaveOptions.Export })
        {
            using var session = OrtSession.Of(graph, Plain with { Save = save });
            Assert.Equal(expected, Assert.Single(session.Run(ExporterMess.Inputs(name))).Data.ToArray());
        }

        var written = ModelProto.Parser.ParseFrom(OnnxFile.Serialize(graph));
        Assert.Equal("ä b/c", Assert.Single(written.MetadataProps).Value);
        Assert.Equal("y", Assert.Single(written.Graph.QuantizationAnnotation).TensorName);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Cut_IsProvedOrABarrierSaysWhy(string name)
    {
        var graph = Prepared(name);
        var groups = ChannelGroups.Find(graph);

        Assert.Equal(ExporterMess.Cases[name].CanCut, groups.All.Length > 0);
        if (groups.All.IsEmpty)
        {
            Assert.NotEmpty(groups.Barriers);
            Assert.All(groups.Barriers, barrier => Assert.NotEmpty(barrier.Reason));
            return;
        }

        var kept = groups.All.ToDictionary(group => group.Name, group => Enumerable.Range(0, group.Units / 2).ToArray());
        var pruned = ChannelPruner.Prune(graph, groups, kept);
        Assert.InRange(MaskedEquivalence.Error(graph, pruned, groups, kept, 1), 0, MaskedEquivalence.ToleranceOf(graph));
    }

    /// <summary>Analysed, cut, saved, and run by ONNX Runtime at every step; see <see cref="ProveStage"/>.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Prove_TheWholeWay_AgreesAndCutsWhatCanBeCut(string name)
    {
        var path = Path.Combine(_folder, "model.onnx");
        await File.WriteAllBytesAsync(path, ExporterMess.Model(name).ToByteArray(), TestContext.Current.CancellationToken);
        var context = new StageContext(
            "", new Dictionary<string, string> { ["model"] = path }, _folder, _folder, 1, 1, null, new Progress<StageProgress>(), TimeProvider.System, TestContext.Current.CancellationToken);

        var stage = LocalStages.Prove(0.5, 1, null);
        var result = await StageRunner.RunAsync(stage.Name, stage.Version, stage.Parameters, context);

        Assert.True(result is StageResult.Succeeded, (result as StageResult.Failed)?.Message);
        var values = Json.Read<ProveValues>(((StageResult.Succeeded)result).Values);
        Assert.True(values.Compared);
        Assert.Equal(ExporterMess.Cases[name].CanCut, values.Cut > 0);
    }

    [Theory]
    [MemberData(nameof(Exports))]
    public void Export_LoadsOrIsRefusedWithAReason(string name, Precision precision)
    {
        try
        {
            var exported = Quantizer.Export(Prepared(name), precision, CalibrationMethod.MinMax, [ExporterMess.Inputs(name)], IntegerKernels.WeightBits, TestContext.Current.CancellationToken);
            using var session = OrtSession.Parse(OnnxFile.Serialize(exported, SaveOptions.Export));
            Assert.Single(session.Run(ExporterMess.Inputs(name)));
        }
        catch (StepFailureException refused)
        {
            Assert.True(refused.Cause is FailureCause.Unsupported or FailureCause.Infeasible, $"{refused.Cause}: {refused.Message}");
        }
    }

    private ModelGraph Prepared(string name)
    {
        var path = Path.Combine(_folder, "model.onnx");
        File.WriteAllBytes(path, ExporterMess.Model(name).ToByteArray());
        return PreparedModel.Load(path);
    }
}

using System.Collections.Immutable;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Quantizing;
using AutoCompress.Engine.Stages;
using AutoCompress.Engine.Tasks;
using AutoCompress.Engine.Tests.Data;
using AutoCompress.Engine.Tests.Training.Barriers;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Tests.Stages;

/// <summary>Every stage of a study with a model that holds what the trainer does not know.</summary>
public sealed class BarrierStagesTests : IDisposable
{
    private static readonly TrainingPlan Plan = new(new(), Images: 640, LearningRate: 0.02, Temperature: 4, Alpha: 0.5);
    private readonly IdxFixture _files = new();
    private readonly StudyData _data;
    private int _runs;

    public BarrierStagesTests()
    {
        _files.WriteSet("train", 600, 4, side: 8);
        _data = new(new() { Train = _files.Stem, Test = _files.Stem, Selection = 200 }, StudyTask.Classification, "", 1);
    }

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("com.microsoft")]
    [InlineData("If")]
    [InlineData("sequence")]
    public async Task RunAsync_BarrierInTheMiddle_GoesTheWholeWay(string kind)
    {
        var model = Save(BarrierGraphs.Network(kind, width: 16));
        var analysis = (await RunAsync(new AnalyseStage(), new AnalyseParameters(), ("model", model))).Values;
        Assert.True(analysis is { IsTrainable: true, FrozenParams: > 0 } && analysis.FrozenParams < analysis.Params);
        Assert.Contains(analysis.Barriers, barrier => barrier.Reason.Contains("runs on ONNX Runtime", StringComparison.Ordinal));
        var sensed = (await RunAsync(new SenseStage(), new SenseParameters(_data, new(), [0.5]), ("model", model))).Values;
        Assert.Equal(analysis.Groups.Length, sensed.Groups.Length);

        var keep = analysis.Groups.ToImmutableSortedDictionary(group => group.Name, _ => 0.5, StringComparer.Ordinal);
        var pruned = (await RunAsync(new PruneStage(), new PruneParameters(keep, [], PruningCriterion.Taylor, new(_data, new())), ("model", model))).Model;
        var trained = (await RunAsync(new TrainStage(), new TrainParameters(_data, Plan, Reestimate: true), ("model", pruned), ("teacher", model))).Model;
        await Evaluate(model, trained, Precision.Fp32);
        await Evaluate(model, trained, Precision.Int8);
        Loads((await RunAsync(
            new QuantizeAwareStage(), new QuantizeAwareParameters(_data, CalibrationMethod.MinMax, IntegerKernels.WeightBits, Plan), ("model", trained), ("teacher", model))).Model);
    }

    [Fact]
    public async Task RunAsync_BarrierAtTheOutput_IsCompressedWithoutTraining()
    {
        var model = Save(BarrierGraphs.Network("text", "logits"));

        var analysis = (await RunAsync(new AnalyseStage(), new AnalyseParameters(), ("model", model))).Values;
        var sensed = (await RunAsync(new SenseStage(), new SenseParameters(_data, new(), [0.5]), ("model", model))).Values;

        Assert.False(analysis.IsTrainable);
        Assert.Equal(analysis.Params, analysis.FrozenParams);
        Assert.Contains("No gradient of the output", analysis.Barriers[0].Reason, StringComparison.Ordinal);
        Assert.Empty(sensed.Groups);
        await Evaluate(model, model, Precision.Fp32);
        Loads((await RunAsync(new QuantizeStage(), new QuantizeParameters(_data, Precision.Int8, CalibrationMethod.MinMax, IntegerKernels.WeightBits), ("model", model))).Model);
    }

    /// <summary>The file must agree with the trainer, or the stage fails.</summary>
    private async Task Evaluate(string original, string model, Precision precision)
    {
        var answers = (await RunAsync(new BaselineStage(), new BaselineParameters(_data), ("model", original))).Files["answers"];
        var export = await RunAsync(new QuantizeStage(), new QuantizeParameters(_data, precision, CalibrationMethod.MinMax, IntegerKernels.WeightBits), ("model", model));
        await RunAsync(
            new EvaluateStage(), new EvaluateParameters(_data, precision, 1), ("model", export.Model), ("reference", export.Files["reference"]), ("baseline", answers));
    }

    private static void Loads(string model)
    {
        using var session = AutoCompress.Engine.Native.OnnxRuntime.OrtSession.Load(model);
        Assert.Equal([2, 4], session.Run(Tensor.Of(new float[128], 2, 1, 8, 8))[0].Shape.ToArray());
        Assert.Contains(OnnxFile.Load(model).Nodes, node => node.Is("DequantizeLinear"));
    }

    private string Save(ModelGraph graph)
    {
        var path = Path.Combine(_files.Folder, "original.onnx");
        OnnxFile.Save(graph, path);
        return path;
    }

    private async Task<Ran<TValues>> RunAsync<TParameters, TValues>(
        EngineStage<TParameters, TValues> stage, TParameters parameters, params (string Role, string Path)[] inputs)
    {
        var output = Directory.CreateDirectory(Path.Combine(_files.Folder, $"run-{_runs++}")).FullName;
        var context = new StageContext(
            "", inputs.ToDictionary(input => input.Role, input => input.Path), output, _files.Folder, 1, 1, null, new Progress<StageProgress>(), TimeProvider.System,
            TestContext.Current.CancellationToken);
        var result = await stage.RunAsync(Json.Write(parameters), context);
        return new(Json.Read<TValues>(result.Values), result.Files);
    }

    private sealed record Ran<TValues>(TValues Values, ImmutableSortedDictionary<string, string> Files)
    {
        public string Model => Files["model"];
    }
}

using System.Collections.Immutable;
using AutoCompress.Engine.Architectures;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Stages;
using AutoCompress.Engine.Tests.Data;
using AutoCompress.Engine.Transforming;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Tests.Stages;

/// <summary>Latencies of cuts before a search. How fast anything is, is not asserted: machines differ, and this one is shared.</summary>
public sealed class TimeStageTests : IDisposable
{
    private static readonly ImmutableSortedDictionary<string, double> Full = ImmutableSortedDictionary<string, double>.Empty;
    private readonly IdxFixture _files = new();
    private readonly string _model;
    private readonly ModelAnalysis _analysis;

    public TimeStageTests()
    {
        _files.WriteSet("train", 600, 4, side: 8);
        _model = Path.Combine(_files.Folder, "model.onnx");
        OnnxFile.Save(ResidualNetwork.Build(new() { Size = 8, Widths = [16, 32], BlocksPerStage = 3, Classes = 4 }), _model);
        _analysis = ModelAnalyzer.Analyze(PreparedModel.Load(_model), 0);
    }

    private StudySpec Spec => new() { Name = "test", Model = _model, Data = new() { Train = _files.Stem, Test = _files.Stem, Selection = 200 } };

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Run_CutsOfAllKinds_AreTimedInTheirOrder()
    {
        ImmutableArray<ModelCut> cuts =
        [
            new(_analysis.Groups.ToImmutableSortedDictionary(group => group.Name, _ => 0.5), [_analysis.Blocks[0].Name]),
            .. _analysis.Groups.Take(7).Select(group => new ModelCut(Full.Add(group.Name, 0.25), [])),
            new(Full, [_analysis.Blocks[^1].Name]),
        ];

        var table = await RunAsync(cuts, seconds: 30);

        Assert.Equal(cuts.Select(Json.Write), table.Cuts.Select(cut => Json.Write(cut.Cut)));
        Assert.All(table.Cuts, cut => Assert.True(cut.Ratio is > 0 and < 100 && double.IsFinite(cut.Ratio)));
        Assert.Null(table.Error);
    }

    [Fact]
    public async Task Run_TimeIsOver_LeavesOutWhatIsLeft()
    {
        var cuts = _analysis.Groups.Select(group => new ModelCut(Full.Add(group.Name, 0.5), [])).ToImmutableArray();

        var table = await RunAsync(cuts, seconds: 0.001);

        Assert.Empty(table.Cuts);
    }

    [Fact]
    public void Time_OtherSeedLengthAndTrainingButTheSameTarget_IsTheSameStage()
    {
        var pipeline = new CompressionPipeline();
        ImmutableArray<ModelCut> cuts = [new(Full.Add("stem.conv", 0.5), [])];
        var inputs = new StudyInputs("model", "data");
        var stage = pipeline.Time(Spec, inputs, cuts, 16);

        Assert.Equal(stage.Key, pipeline.Time(Spec with { Name = "other", Seed = 7, Budget = new Budget { Trials = 3 }, Training = new() { ProbeImages = 1 } }, inputs, cuts, 16).Key);
        Assert.NotEqual(stage.Key, pipeline.Time(Spec with { Target = new Target { Threads = 2 } }, inputs, cuts, 16).Key);
        Assert.NotEqual(stage.Key, pipeline.Time(Spec, inputs with { Model = "another" }, cuts, 16).Key);
        Assert.Equal(["measure"], stage.Labels);
        Assert.Equal(["measure", "device:raspberry-pi-5"], pipeline.Time(Spec with { Target = new Target { Device = "raspberry-pi-5" } }, inputs, cuts, 16).Labels);
    }

    private async Task<LatencyTable> RunAsync(ImmutableArray<ModelCut> cuts, double seconds)
    {
        var stage = new CompressionPipeline().Time(Spec, new(_model, "data"), cuts, seconds);
        var output = Directory.CreateDirectory(Path.Combine(_files.Folder, "run")).FullName;
        var context = new StageContext(
            "", new Dictionary<string, string> { ["model"] = _model }, output, _files.Folder, 1, 1, null, new Progress<StageProgress>(), TimeProvider.System,
            TestContext.Current.CancellationToken);
        var result = Assert.IsType<StageResult.Succeeded>(await StageRunner.RunAsync(stage.Name, stage.Version, stage.Parameters, context));
        return Json.Read<LatencyTable>(result.Values);
    }
}

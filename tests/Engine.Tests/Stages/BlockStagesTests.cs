using System.Collections.Immutable;
using AutoCompress.Engine.Architectures;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Stages;
using AutoCompress.Engine.Tests.Data;
using AutoCompress.Engine.Transforming;
using AutoCompress.Engine.Transforming.Blocks;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Tests.Stages;

/// <summary>Residual blocks on their way through the stages of a study.</summary>
public sealed class BlockStagesTests : IDisposable
{
    private readonly IdxFixture _files = new();
    private readonly string _model;
    private readonly string _block;
    private readonly StudyData _data;

    public BlockStagesTests()
    {
        _files.WriteSet("train", 600, 4, side: 8);
        _data = new(new() { Train = _files.Stem, Test = _files.Stem, Selection = 200 }, AutoCompress.Engine.Tasks.StudyTask.Classification, "", 1);
        _model = Path.Combine(_files.Folder, "model.onnx");
        OnnxFile.Save(ResidualNetwork.Build(new() { Size = 8, Widths = [8, 16], Classes = 4 }), _model);
        _block = ResidualBlocks.Find(PreparedModel.Load(_model)).All.Single().Name;
    }

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(PruningCriterion.L1)]
    [InlineData(PruningCriterion.Taylor)]
    public async Task Prune_BlockAndWidths_CostsWhatTheAnalysisSays(PruningCriterion criterion)
    {
        var analysis = ModelAnalyzer.Analyze(PreparedModel.Load(_model), 0);
        var keep = analysis.Groups.Where(group => group.Block is null).ToImmutableSortedDictionary(group => group.Name, _ => 0.5);
        var ranking = criterion == PruningCriterion.Taylor ? new RankingData(_data, new()) : null;

        var values = await RunAsync<PruneValues>(new PruneStage(), Json.Write(new PruneParameters(keep, [_block], criterion, ranking)));

        var (parameters, macs) = analysis.CostOf(group => group.Kept(keep.GetValueOrDefault(group.Name, 1)), [_block]);
        Assert.Equal((parameters, macs), (values.Params, values.Macs));
        Assert.NotEqual(analysis.CostOf(group => group.Kept(keep.GetValueOrDefault(group.Name, 1))).Params, values.Params);
    }

    [Fact]
    public async Task Sense_EveryGroupAndBlock_IsMeasured()
    {
        var table = await RunAsync<SensitivityTable>(new SenseStage(), Json.Write(new SenseParameters(_data, new(), [0.5])));

        Assert.Equal(ModelAnalyzer.Analyze(PreparedModel.Load(_model), 0).Groups.Select(group => group.Name), table.Groups.Select(group => group.Group));
        Assert.Equal(_block, Assert.Single(table.Blocks).Block);
    }

    [Fact]
    public void Evaluate_SkippedBlock_IsPrunedAndTrained()
    {
        var spec = new StudySpec { Name = "test", Model = _model, Data = _data.Spec };
        var trial = new Trial(1, new([new(GeneNames.Block("add"), GeneValue.Of(GeneNames.SkipBlock))]), new(0, 640), "test", null, null, null);

        var stages = new CompressionPipeline().Evaluate(spec, new("model", "data"), [trial]);

        Assert.Equal(["prune", "train"], stages.Take(2).Select(stage => stage.Name));
        Assert.Contains("\"skip\":[\"add\"]", stages[0].Parameters, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_TargetAndTrainingElsewhere_AskForThatAndForTheSameResults()
    {
        var spec = new StudySpec { Name = "test", Model = _model, Data = _data.Spec };
        var trial = new Trial(1, new([new(GeneNames.Block("add"), GeneValue.Of(GeneNames.SkipBlock))]), new(0, 640), "test", null, null, null);
        var elsewhere = spec with { Target = new Target { Device = "raspberry-pi-5" }, Training = spec.Training with { Device = "cuda", Memory = 8_000_000_000 } };

        var (here, there) = (Of(spec), Of(elsewhere));

        Assert.Equal(["cpu", "cpu"], here["prune"].Labels.Concat(here["train"].Labels));
        Assert.Equal(["measure"], here["measure"].Labels);
        Assert.Equal(["cpu"], there["prune"].Labels);
        Assert.Equal(["cuda", "memory:8"], there["train"].Labels);
        Assert.Equal(["measure", "device:raspberry-pi-5"], there["measure"].Labels);
        Assert.Equal(here["train"].Key, Of(spec with { Training = spec.Training with { Memory = 8_000_000_000 } })["train"].Key);
        Assert.NotEqual(here["train"].Key, there["train"].Key);

        Dictionary<string, Stage> Of(StudySpec study) =>
            new CompressionPipeline().Evaluate(study, new("model", "data"), [trial]).ToDictionary(stage => stage.Name);
    }

    private async Task<TValues> RunAsync<TValues>(IEngineStage stage, string parameters)
    {
        var output = Directory.CreateDirectory(Path.Combine(_files.Folder, "run")).FullName;
        var context = new StageContext(
            "", new Dictionary<string, string> { ["model"] = _model }, output, _files.Folder, 1, 1, null, new Progress<StageProgress>(), TimeProvider.System,
            TestContext.Current.CancellationToken);
        return Json.Read<TValues>((await stage.RunAsync(parameters, context)).Values);
    }
}

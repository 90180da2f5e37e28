using System.Collections.Immutable;
using AutoCompress.Engine.Architectures;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Stages;
using AutoCompress.Engine.Tests.Data;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Tests.Stages;

/// <summary>How the rungs of a candidate share their stages.</summary>
public sealed class RungStagesTests
{
    private static readonly StudySpec Spec = new() { Name = "test", Model = "model.onnx", Data = new() { Train = "train", Test = "test" } };
    private static readonly Candidate Int8 = Cut(0.05, "int8");
    private static readonly Trial Untrained = new(1, Int8, new(0, 0), "test");
    private static readonly Trial Probe = new(2, Int8, new(0, 640), "test", 1);
    private static readonly Trial Higher = new(3, Int8, new(1, 1920, Intermediate: true), "test", 2);

    [Fact]
    public void Evaluate_UntrainedCut_ReestimatesOnceForAllLearningRates()
    {
        var stages = Stages(Untrained);
        var other = Stages(Untrained with { Candidate = Cut(0.1, "int8") });

        Assert.Equal(["prune", "train", "baseline", "quantize", "evaluate", "measure"], stages.Select(stage => stage.Name));
        Assert.Contains("\"reestimate\":true", stages[1].Parameters, StringComparison.Ordinal);
        Assert.Equal(stages.Select(stage => stage.Key), other.Select(stage => stage.Key));
        Assert.Equal(["baseline", "quantize", "evaluate", "measure"], Stages(Untrained with { Candidate = new([]) }).Select(stage => stage.Name));
    }

    [Fact]
    public void Evaluate_HigherRung_GoesOnFromTheStagesOfTheLowerOne()
    {
        var probe = Stages(Untrained, Probe);
        var higher = Stages(Untrained, Probe, Higher);

        Assert.Equal(probe.Take(2).Select(stage => stage.Key), higher.Take(2).Select(stage => stage.Key));
        Assert.Equal("train", higher[2].Name);
        Assert.Equal(higher[1].Output("model"), higher[2].Inputs["model"]);
        Assert.Equal(Stages(Probe with { ContinuesFrom = null }).Select(stage => stage.Key), probe.Select(stage => stage.Key));
    }

    [Fact]
    public void Evaluate_OtherFormat_FindsAllTrainingInTheCache()
    {
        var int8 = Stages(Probe, Higher);
        var fp32 = Stages(Probe, Higher with { Number = 4, Candidate = Cut(0.05, "fp32") });

        Assert.Equal(int8.Take(3).Select(stage => stage.Key), fp32.Take(3).Select(stage => stage.Key));
        Assert.NotEqual(int8[4].Key, fp32[4].Key);
    }

    [Fact]
    public void Conclude_TrainingFromTheCache_CountsAsSaved()
    {
        var trained = new StageOutput(ImmutableSortedDictionary<string, string>.Empty, Json.Write(new TrainValues(new(640, 2, 0.5))));
        var further = new StageOutput(ImmutableSortedDictionary<string, string>.Empty, Json.Write(new TrainValues(new(1920, 6, 0.4))));
        var nothing = ImmutableSortedDictionary<Metric, Measurement>.Empty;
        var exported = new StageOutput(ImmutableSortedDictionary<string, string>.Empty.Add("model", "ab"), Json.Write(new ExportValues(nothing, null)));
        var measured = new StageOutput(ImmutableSortedDictionary<string, string>.Empty, Json.Write(new MetricValues(nothing)));

        var result = (TrialResult.Completed)new CompressionPipeline().Conclude(Spec, Higher, [trained, further, exported, measured, measured], [0, 7, 1, 1, 1]);

        Assert.Equal(new TrialCost(10, 6, 1920, SavedImages: 640), result.Cost);
    }

    [Fact]
    public async Task Train_WithoutSamples_MovesTheStatisticsOfBatchNormAndNoWeight()
    {
        using var files = new IdxFixture();
        files.WriteSet("train", 600, 4, side: 8);
        var data = new StudyData(new() { Train = files.Stem, Test = files.Stem, Selection = 200 }, AutoCompress.Engine.Tasks.StudyTask.Classification, "", 1);
        var model = Path.Combine(files.Folder, "model.onnx");
        OnnxFile.Save(ResidualNetwork.Build(new() { Size = 8, Widths = [8, 16], Classes = 4 }), model);
        var context = new StageContext(
            "", new Dictionary<string, string> { ["model"] = model }, files.Folder, files.Folder, 1, 1, null, new Progress<StageProgress>(), TimeProvider.System,
            TestContext.Current.CancellationToken);

        var result = await new TrainStage().RunAsync(Json.Write(new TrainParameters(data, TrainingPlan.Of(Spec, Int8, 0), Reestimate: true)), context);

        Assert.Equal(new TrainingCost(0, 0, 0), Json.Read<TrainValues>(result.Values).Training);
        var (before, after) = (PreparedModel.Load(model), OnnxFile.Load(result.Files["model"]));
        var moved = before.Constants.Where(value => !Bytes(value).SequenceEqual(Bytes(after[value.Name]))).Select(value => value.Name).ToHashSet();
        var statistics = before.Nodes.Where(node => node.OpType == "BatchNormalization").SelectMany(node => node.Inputs.Skip(3)).Select(value => value!.Name).ToHashSet();
        Assert.NotEmpty(statistics);
        Assert.Subset(statistics, moved);
        Assert.NotEmpty(moved);
    }

    private static byte[] Bytes(GraphValue value) => value.Constant!.Data.ToArray();

    private static ImmutableArray<Stage> Stages(params Trial[] lineage) => new CompressionPipeline().Evaluate(Spec, new("model", "data"), [.. lineage]);

    private static Candidate Cut(double rate, string format) => new(
    [
        new(GeneNames.Keep("stem"), GeneValue.Of(0.5)), new(GeneNames.LearningRate, GeneValue.Of(rate)), new(GeneNames.Precision, GeneValue.Of(format)),
    ]);
}

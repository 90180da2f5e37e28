using System.Collections.Immutable;
using AutoCompress.Engine.Stages;
using AutoCompress.Engine.Tests.Families;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Tests.Tasks;

/// <summary>Runs the stages of one trial one after the other in this process, and the final measurement behind them, without a host.</summary>
internal sealed class StudyRun(StudySpec spec, string folder)
{
    private readonly Dictionary<string, StageResult.Succeeded> _done = [];
    private readonly CompressionPipeline _pipeline = new();
    private int _runs;

    /// <summary>What is wrong with the study's files.</summary>
    public async Task<ImmutableArray<string>> CheckAsync() => LocalStages.ReadCheck((await RunAsync(LocalStages.Check(spec))).Values).Faults;

    /// <summary>A trial of <paramref name="candidate"/> to its result.</summary>
    public async Task<Trial> TrialAsync(Candidate candidate, int images, int quantizationAwareImages = 0)
    {
        var trial = new Trial(1, candidate, new(0, images, quantizationAwareImages), "test");
        var stages = _pipeline.Evaluate(spec, await InputsAsync(), [trial]);
        var outputs = ImmutableArray.CreateBuilder<StageOutput>();
        foreach (var stage in stages)
        {
            var result = await RunAsync(stage);
            outputs.Add(new(result.Files, result.Values));
        }

        return trial with { Result = _pipeline.Conclude(spec, trial, outputs.ToImmutable(), [.. stages.Select(_ => 1.0)]) };
    }

    /// <summary>The loss of accuracy of each group's cut.</summary>
    public async Task<SensitivityTable> SenseAsync() => Json.Read<SensitivityTable>((await RunAsync(_pipeline.Sense(spec, await InputsAsync(), null!))).Values);

    /// <summary>The front of one trial.</summary>
    public async Task<FrontReport> FinaliseAsync(Trial trial) =>
        Json.Read<FrontReport>((await RunAsync(_pipeline.Finalise(spec, await InputsAsync(), [trial]) with { Seconds = 1 })).Values);

    /// <summary>Keep ratios of all groups of a family, and the number format.</summary>
    public static Candidate Cut(string family, double keep, Precision precision) => new(
        Transforming.Groups.Of(Family.Prepared(family)).Select(group => KeyValuePair.Create(GeneNames.Keep(group), GeneValue.Of(keep)))
            .Append(KeyValuePair.Create(GeneNames.Precision, GeneValue.Of(KebabCase.Of(precision)))));

    private async Task<StudyInputs> InputsAsync()
    {
        var check = LocalStages.ReadCheck((await RunAsync(LocalStages.Check(spec))).Values);
        Assert.Empty(check.Faults);
        return new(spec.Model, check.Fingerprint, check.WeightBits);
    }

    private async Task<StageResult.Succeeded> RunAsync(Stage stage)
    {
        if (_done.TryGetValue(stage.Key, out var known))
        {
            return known;
        }

        var output = Directory.CreateDirectory(Path.Combine(folder, $"stage-{_runs++}-{stage.Name}")).FullName;
        var inputs = stage.Inputs.ToDictionary(input => input.Key, input => Stage.IsStageOutput(input.Value, out var key, out var name) ? _done[key].Files[name] : Artifact(input.Value));
        var context = new StageContext(
            "", inputs, output, Path.Combine(folder, "cache"), stage.Seed, 1, stage.Seconds, new Progress<StageProgress>(), TimeProvider.System, TestContext.Current.CancellationToken);
        var result = await StageRunner.RunAsync(stage.Name, stage.Version, stage.Parameters, context);
        var succeeded = result as StageResult.Succeeded ?? throw new InvalidOperationException($"{stage.Name}: {result}");
        _done[stage.Key] = succeeded;
        return succeeded;
    }

    /// <summary>Artifacts are paths here.</summary>
    private string Artifact(string source) => source == "file" ? spec.Model : Stage.ArtifactOf(source);
}

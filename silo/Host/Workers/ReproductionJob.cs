using System.Collections.Immutable;
using AutoCompress.Engine;
using AutoCompress.Engine.Stages;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Host.Workers;

/// <summary>Builds one model of a front again: the same stages with the same seeds, without a store.</summary>
/// <param name="Rungs">The training that the model got, the first rung first. Its samples decide, not its seconds.</param>
public sealed record ReproductionJob(StudySpec Spec, Candidate Candidate, ImmutableArray<Fidelity> Rungs)
{
    /// <summary>Runs the stages in child processes and writes the model to <paramref name="output"/>.</summary>
    /// <returns>Its exact costs, and its accuracy on the selection split.</returns>
    /// <exception cref="StepFailureException">A stage failed, or the study's files are not what they were.</exception>
    public async Task<ImmutableSortedDictionary<Metric, Measurement>> RunAsync(
        LocalEngine engine, string output, IReadOnlyList<int> cores, IProgress<StageProgress> progress, CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder();
        var original = new Dictionary<string, string> { ["model"] = Spec.Model };
        var check = LocalStages.ReadCheck((await engine.RunAsync(
            LocalStages.Check(Spec), original, folder.Path, cores, progress, cancellationToken).ConfigureAwait(false)).Values);
        if (!check.Faults.IsEmpty)
        {
            throw new StepFailureException(FailureCause.InvalidData, string.Join(" ", check.Faults));
        }

        var lineage = Rungs.Select((rung, i) => new Trial(i + 1, Candidate, rung with { Seconds = null }, "reproduced", i > 0 ? i : null)).ToImmutableArray();
        var stages = new CompressionPipeline().Evaluate(Spec, new(Spec.Model, check.Fingerprint, check.WeightBits), lineage);
        var done = new Dictionary<string, StageResult.Succeeded>(StringComparer.Ordinal);
        foreach (var stage in stages.Where(stage => !stage.Labels.Contains(StageLabels.Measure)))
        {
            var inputs = stage.Inputs.ToDictionary(input => input.Key, input => FileOf(input.Value, done));
            done[stage.Key] = await engine.RunAsync(
                stage, inputs, Path.Combine(folder.Path, stage.Key[..16]), cores, progress, cancellationToken).ConfigureAwait(false);
        }

        var export = done[stages[^3].Key];
        File.Move(export.Files["model"], output, overwrite: true);
        return LocalStages.ReadMetrics(done[stages[^2].Key].Values).AddRange(LocalStages.ReadCosts(export.Values));
    }

    private string FileOf(string source, Dictionary<string, StageResult.Succeeded> done) =>
        Stage.IsStageOutput(source, out var key, out var output) ? done[key].Files[output] : Spec.Model;
}

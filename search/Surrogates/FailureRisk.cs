using AutoCompress.Search.Genomes;

namespace AutoCompress.Search.Surrogates;

/// <summary>
/// How likely a candidate is to break: a Gaussian process on what ran (0) and what failed or was infeasible (1), read as least-squares
/// classification (Rasmussen and Williams 2006, section 6.5). Never certain, so that a region is not given up for one accident.
/// </summary>
internal sealed class FailureRisk
{
    private const int MostPoints = 160;
    private const double LeastChance = 0.02;
    private const double FailureNoise = 0.05;
    private readonly FeatureMap _map;
    private readonly GaussianProcess? _process;

    /// <summary>Without any failure, or without any success, nothing is known and every candidate is as good as the next.</summary>
    public FailureRisk(SpaceLayout layout, FeatureMap map, SearchHistory history)
    {
        _map = map;
        var ended = history.Observations
            .Where(observation => observation.Outcome is Outcome.Completed or Outcome.Failed or Outcome.Infeasible)
            .Select(observation => (Genome: layout.GenomeOf(observation.Candidate), Failed: observation.Outcome == Outcome.Completed ? 0.0 : 1))
            .Where(trial => !trial.Genome.IsEmpty).ToList();
        ended = [.. ended.Skip(ended.Count - MostPoints)];
        if (ended.Exists(trial => trial.Failed > 0) && ended.Exists(trial => trial.Failed == 0))
        {
            var features = ended.Select(trial => map.Of(trial.Genome.AsSpan())).ToList();
            var set = new TrainingSet(map.Columns, features.Count);
            features.ForEach(set.Add);
            _process = new(set, KernelFit.KernelOf(map, KernelFit.Prior(map, FailureNoise)), [.. ended.Select(trial => trial.Failed)]);
        }
    }

    /// <summary>The chance that the candidate of <paramref name="genome"/> gets values.</summary>
    public double ChanceOfSuccess(ReadOnlySpan<int> genome) =>
        _process is null ? 1 : Math.Clamp(1 - _process.Predict(_map.Of(genome)).Mean, LeastChance, 1);
}

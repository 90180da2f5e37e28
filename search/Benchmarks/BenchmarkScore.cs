using System.Collections.Immutable;
using AutoCompress.Search.Pareto;
using AutoCompress.Studies;

namespace AutoCompress.Search.Benchmarks;

/// <summary>How good the front of a benchmark run is.</summary>
public static class BenchmarkScore
{
    /// <summary>
    /// The hypervolume at <paramref name="reference"/> of the front among <paramref name="points"/>: those that keep the constraints and that nothing beats, both
    /// by what was measured, each counted with its values free of noise. A winner by luck so counts with what it is, and not at all when it breaks a constraint.
    /// </summary>
    public static double Hypervolume(ImmutableArray<double> reference, IEnumerable<BenchmarkPoint> points)
    {
        var kept = points.Where(point => point.Violation == 0).ToList();
        return Pareto.Hypervolume.Of(
            kept.Where(point => !kept.Exists(other => Dominance.Dominates(other.Costs.AsSpan(), point.Costs.AsSpan())))
                .Select(point => point.Exact).Where(exact => exact is { Failure: null, Violation: 0 }).Select(exact => (IReadOnlyList<double>)exact.Costs),
            reference);
    }

    /// <summary>The hypervolume of what the first <paramref name="trials"/> trials of <paramref name="history"/> found.</summary>
    public static double Hypervolume(IBenchmarkProblem problem, StudyHistory history, int trials)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(history);
        return Hypervolume(problem.Reference, ParetoFront.PointsOf(history with { Trials = [.. history.Trials.Take(trials)] })
            .Select(point => new BenchmarkPoint(point.Costs, point.Violation, problem.Evaluate(point.Trial.Candidate, point.Trial.Fidelity.Images, 0))));
    }
}

using AutoCompress.Search.Pareto;
using AutoCompress.Studies;

namespace AutoCompress.Search.Benchmarks;

/// <summary>How good the front of a benchmark run is.</summary>
public static class BenchmarkScore
{
    /// <summary>
    /// The hypervolume at the problem's reference of the front that the first <paramref name="trials"/> trials of <paramref name="history"/> found: the points
    /// that keep the constraints and that nothing beats by what was measured, each counted with its values free of noise.
    /// </summary>
    public static double Hypervolume(IBenchmarkProblem problem, StudyHistory history, int trials)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(history);
        var front = ParetoFront.Of(history with { Trials = [.. history.Trials.Take(trials)] }).Points.Where(point => point.Violation == 0);
        var costs = front.Select(point => problem.Evaluate(point.Trial.Candidate, point.Trial.Fidelity.Images, 0))
            .Where(values => values is { Failure: null, Violation: 0 })
            .Select(values => (IReadOnlyList<double>)values.Costs);
        return Pareto.Hypervolume.Of(costs, problem.Reference);
    }
}

using System.Collections.Immutable;
using AutoCompress.Search.Pareto;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Benchmarks;

/// <summary>
/// A problem as a study, so that an algorithm is measured through the same <see cref="StudyHistory"/> that it works on in production. Costs
/// become values of the problem's metrics, and each constraint becomes one more metric with a bound of 1.
/// </summary>
public static class BenchmarkStudy
{
    /// <summary>Each carries 1 + excess under a bound of 1, so that its excess as a share of the bound is the problem's.</summary>
    private static readonly ImmutableArray<Metric> Bounded = [Metric.Rmse, Metric.Mae, Metric.KlDivergence, Metric.RelativeError];

    /// <summary>The empty history that a run with <paramref name="seed"/> starts from.</summary>
    /// <param name="trials">The budget, which an algorithm may plan with.</param>
    public static StudyHistory Start(IBenchmarkProblem problem, ulong seed, int trials)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var spec = new StudySpec
        {
            Name = problem.Name,
            Model = problem.Name,
            Data = new DataSpec { Train = problem.Name, Test = problem.Name },
            Objectives = problem.Metrics,
            Constraints = Bounded.Take(problem.Constraints).ToImmutableSortedDictionary(metric => metric, _ => 1.0),
            Budget = new Budget { Trials = trials },
            Seed = seed,
        };
        return new(spec, []);
    }

    /// <summary>
    /// Lets <paramref name="algorithm"/> propose, one candidate at a time, until the history holds the budget's trials and all are finished. With several
    /// workers the one that started first finishes first.
    /// </summary>
    /// <returns>The history so far when the algorithm proposes nothing more.</returns>
    public static StudyHistory Run(IBenchmarkProblem problem, ISearchAlgorithm algorithm, StudyHistory history, int workers)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(algorithm);
        ArgumentNullException.ThrowIfNull(history);
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        while (history.Trials.Length < history.Spec.Budget.Trials && algorithm.Propose(problem.Space, history, 1) is [var candidate])
        {
            var trial = new Trial(history.Trials.Length + 1, candidate, new(0, problem.FullImages), "benchmark");
            history = history with { Trials = history.Trials.Add(trial) };
            if (history.Trials.Length >= workers)
            {
                history = Finish(problem, history, history.Trials.Length - workers);
            }
        }

        for (var i = Math.Max(0, history.Trials.Length - workers + 1); i < history.Trials.Length; i++)
        {
            history = Finish(problem, history, i);
        }

        return history;
    }

    /// <summary>How a trial with <paramref name="values"/> ends.</summary>
    public static TrialResult ResultOf(IBenchmarkProblem problem, BenchmarkValues values)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(values);
        if (values.Failure is { } cause)
        {
            return new TrialResult.Failed(cause, $"{problem.Name} says so.");
        }

        var measured = ImmutableSortedDictionary.CreateBuilder<Metric, Measurement>();
        for (var i = 0; i < values.Excesses.Length; i++)
        {
            measured[Bounded[i]] = Measurement.Exact(1 + values.Excesses[i]);
        }

        for (var i = 0; i < values.Costs.Length; i++)
        {
            measured[problem.Metrics[i]] = Measurement.Exact(ObjectiveSet.Value(problem.Metrics[i], values.Costs[i]));
        }

        return new TrialResult.Completed(measured.ToImmutable(), problem.Name, new(0, 0, 0));
    }

    private static StudyHistory Finish(IBenchmarkProblem problem, StudyHistory history, int index)
    {
        var trial = history.Trials[index];
        if (!trial.IsRunning)
        {
            return history;
        }

        var values = problem.Evaluate(trial.Candidate, trial.Fidelity.Images, history.Spec.Seed);
        return history with { Trials = history.Trials.SetItem(index, trial with { Result = ResultOf(problem, values), FinishedSeq = trial.Number }) };
    }
}

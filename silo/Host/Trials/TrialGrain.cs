using System.Collections.Immutable;
using AutoCompress.Host.Store;
using AutoCompress.Trials;

namespace AutoCompress.Host.Trials;

/// <summary>The durable life of a study's trials: from stage to stage until all results are there, then to the trial's own result.</summary>
/// <remarks>A trial whose stage runs for another one is parked with it and holds no slot.</remarks>
internal sealed class TrialGrain(IGrainStore grains, ITrialPipeline pipeline, StudyLease lease)
{
    /// <summary>Takes every trial that is due as far as it gets without running anything.</summary>
    /// <returns>The trials that ended, in the order of their numbers.</returns>
    public async Task<ImmutableArray<(int Trial, TrialResult Result)>> TurnAsync(StudyRecord study, CancellationToken cancellationToken)
    {
        var ended = new SortedDictionary<int, TrialResult>();
        var planned = new List<(ImmutableArray<Trial> Lineage, StageWish Wish)>();
        foreach (var (number, failure) in study.Due)
        {
            if (failure is not null)
            {
                ended[number] = ResultOf(failure.Cause, failure.Message);
            }
            else if (Attempt(ended, number, () => Plan(study, number)) is { } plan)
            {
                planned.Add(plan);
            }
        }

        if (planned.Count > 0)
        {
            var answers = await grains.AdvanceAsync(lease, [.. planned.Select(plan => plan.Wish)], cancellationToken).ConfigureAwait(false);
            foreach (var ((lineage, _), answer) in planned.Zip(answers))
            {
                var trial = lineage[^1];
                if (answer is StageAdvance.Done done && Attempt(ended, trial.Number, () => pipeline.Conclude(study.Spec, trial, done.Outputs, done.Seconds)) is { } result)
                {
                    ended[trial.Number] = result;
                }
            }
        }

        return [.. ended.Select(one => (one.Key, one.Value))];
    }

    /// <summary>What new trials want first. One for which that cannot be told has none, and its turn says why.</summary>
    /// <param name="study">With the new trials.</param>
    public ImmutableArray<StageWish> Wishes(StudyRecord study, ImmutableArray<Trial> trials)
    {
        var ended = new SortedDictionary<int, TrialResult>();
        return [.. trials.Select(trial => Attempt(ended, trial.Number, () => Plan(study, trial.Number))).OfType<(ImmutableArray<Trial>, StageWish Wish)>().Select(plan => plan.Wish)];
    }

    /// <summary>What <paramref name="step"/> gives; where it fails, that is the trial's end.</summary>
    private static T? Attempt<T>(SortedDictionary<int, TrialResult> ended, int trial, Func<T?> step)
    {
        try
        {
            return step();
        }
        catch (StepFailureException problem)
        {
            ended[trial] = ResultOf(problem.Cause, problem.Message);
            return default;
        }
    }

    private (ImmutableArray<Trial> Lineage, StageWish Wish)? Plan(StudyRecord study, int number)
    {
        var lineage = Lineage(study, number);
        return (lineage, new StageWish(number, pipeline.Evaluate(study.Spec, study.Inputs, lineage)));
    }

    private static TrialResult ResultOf(FailureCause cause, string message) => cause switch
    {
        FailureCause.Infeasible => new TrialResult.Infeasible(message),
        FailureCause.Cancelled => new TrialResult.Stopped(message),
        _ => new TrialResult.Failed(cause, message),
    };

    /// <summary>The trials that this one goes on from, rung 0 first, and itself.</summary>
    private static ImmutableArray<Trial> Lineage(StudyRecord study, int number)
    {
        var lineage = ImmutableArray.CreateBuilder<Trial>();
        for (int? next = number; next is { } current; next = lineage[0].ContinuesFrom)
        {
            lineage.Insert(0, study.Trials[current - 1]);
        }

        return lineage.ToImmutable();
    }
}

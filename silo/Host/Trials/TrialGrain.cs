using System.Collections.Immutable;
using AutoCompress.Host.Store;
using AutoCompress.Trials;

namespace AutoCompress.Host.Trials;

/// <summary>The durable life of a study's trials: from stage to stage until all results are there, then to the trial's own result.</summary>
/// <remarks>A trial whose stage runs for another one is parked with it and holds no slot.</remarks>
internal sealed class TrialGrain(IGrainStore grains, ITrialPipeline pipeline, StudyLease lease)
{
    /// <summary>Takes the trial as far as it gets without running anything.</summary>
    /// <param name="failure">How the stage failed that the trial waited for.</param>
    /// <returns>The result; null while a stage is missing.</returns>
    public async Task<TrialResult?> TurnAsync(StudyRecord study, int number, StepFailure? failure, CancellationToken cancellationToken)
    {
        if (failure is not null)
        {
            return ResultOf(failure.Cause, failure.Message);
        }

        try
        {
            var lineage = Lineage(study, number);
            var stages = pipeline.Evaluate(study.Spec, study.Inputs, lineage);
            return await grains.AdvanceAsync(lease, number, stages, cancellationToken).ConfigureAwait(false) is StageAdvance.Done done
                ? pipeline.Conclude(study.Spec, lineage[^1], done.Outputs, done.Seconds)
                : null;
        }
        catch (StepFailureException problem)
        {
            return ResultOf(problem.Cause, problem.Message);
        }
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
            lineage.Insert(0, study.Trials.Single(trial => trial.Number == current));
        }

        return lineage.ToImmutable();
    }
}

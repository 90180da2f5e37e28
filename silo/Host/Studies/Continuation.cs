using System.Collections.Immutable;
using AutoCompress.Host.Store;
using AutoCompress.Search.Planning;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Host.Studies;

/// <summary>Takes the trials of one study into the history of another one that continues it.</summary>
internal sealed class Continuation(IStudyStore studies)
{
    /// <summary>Why <paramref name="spec"/> cannot go on with the study <paramref name="id"/>, with the remedy; null when it can.</summary>
    /// <param name="inputs">Of <paramref name="spec"/>.</param>
    public async Task<string?> FaultOfAsync(string id, StudySpec spec, StudyInputs inputs, CancellationToken cancellationToken)
    {
        if (await studies.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } earlier
            || await studies.InputsAsync(id, cancellationToken).ConfigureAwait(false) is not { } known)
        {
            return $"There is no study '{id}' to go on with. List the studies to see their ids.";
        }

        return DifferenceOf(earlier.Spec, known, spec, inputs) is { } differs
            ? $"{id} has another {differs}, so its results say nothing here. Give the same {differs}, or submit the study on its own."
            : null;
    }

    /// <summary>Why what one study measures says nothing in another: "model", "data", "task or metric" or "target"; null when it holds there as well.</summary>
    public static string? DifferenceOf(StudySpec earlier, StudyInputs known, StudySpec spec, StudyInputs inputs) =>
        known.Model != inputs.Model ? "model"
        : known.Data != inputs.Data || Reading(earlier.Data) != Reading(spec.Data) ? "data"
        : (earlier.Task, earlier.Metric, earlier.Output) != (spec.Task, spec.Metric, spec.Output) || !earlier.Command.SequenceEqual(spec.Command) ? "task or metric"
        : earlier.Target != spec.Target || earlier.Energy != spec.Energy ? "target"
        : null;

    /// <summary>The study <paramref name="id"/> with as many trials as it has now.</summary>
    public async Task<ContinuedStudy> CountAsync(string id, CancellationToken cancellationToken) =>
        new(id, (await studies.TrialsAsync(id, cancellationToken).ConfigureAwait(false)).Length);

    /// <summary>
    /// What the next turn takes over: first the trials of the earlier study, then, when these are in history, their results. A trial that still runs there
    /// ends here as stopped; only the original, against which all is measured, goes on here, also where it was stopped.
    /// </summary>
    /// <returns>Null when all is there.</returns>
    public async Task<StudyTurn?> NextAsync(StudyRecord study, CancellationToken cancellationToken)
    {
        if (study.Spec.Continues is not { Trials: > 0 } continued || (study.Trials.Length > 0 && study.Trials.All(trial => !trial.IsRunning)))
        {
            return null;
        }

        var earlier = (await studies.TrialsAsync(continued.Study, cancellationToken).ConfigureAwait(false)).Take(continued.Trials).ToImmutableArray();
        if (earlier.Length < continued.Trials)
        {
            throw new StepFailureException(FailureCause.Internal, $"{continued.Study} lost trials since this study was submitted. Submit it on its own.");
        }

        if (study.Trials.IsEmpty)
        {
            return new StudyTurn { Proposed = [.. earlier.Select(trial => trial with { Result = null, FinishedSeq = null })] };
        }

        var finished =
            from trial in earlier
            where study.Trials[trial.Number - 1].IsRunning && (trial.Result is not (null or TrialResult.Stopped) || trial.Origin != StudySeeds.Original)
            select (trial.Number, trial.Result ?? Unfinished(continued.Study));
        return finished.Any() ? new StudyTurn { Finished = [.. finished] } : null;
    }

    /// <summary>How data is read, wherever its files are: what they hold is compared by its fingerprint.</summary>
    private static string Reading(DataSpec data) => Json.Write(data with { Train = "", Test = "", TrainLabels = null, TestLabels = null });

    private static TrialResult.Stopped Unfinished(string study) => new TrialResult.Stopped($"It was still running when {study} was continued.");
}

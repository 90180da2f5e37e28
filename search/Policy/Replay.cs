using System.Collections.Immutable;
using AutoCompress.Search.Planning;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Policy;

/// <summary>Recomputes a study's decisions from its log.</summary>
public static class Replay
{
    /// <summary>Every record whose decision is not, character by character of its JSON, what <see cref="StudyPolicy"/> decides now.</summary>
    /// <param name="trials">All trials of the study with their final results.</param>
    public static ImmutableArray<ReplayMismatch> Verify(
        StudySpec spec, ModelAnalysis analysis, PriorKnowledge? knowledge, ImmutableArray<Trial> trials, IEnumerable<DecisionRecord> records)
        => Verify(spec, SpacePlanner.Plan(analysis, spec), analysis, knowledge, trials, records);

    /// <summary>The same in a space that was not planned for the model.</summary>
    internal static ImmutableArray<ReplayMismatch> Verify(
        StudySpec spec, SearchSpace space, ModelAnalysis analysis, PriorKnowledge? knowledge, ImmutableArray<Trial> trials,
        IEnumerable<DecisionRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        var byNumber = trials.ToDictionary(trial => trial.Number);
        var mismatches = ImmutableArray.CreateBuilder<ReplayMismatch>();
        foreach (var record in records)
        {
            var recorded = Json.Write(record.Decision);
            var recomputed = Seen(record, byNumber) is { } seen
                ? Json.Write(StudyPolicy.Decide(
                    space, analysis, knowledge, new(spec, seen), record.Clock, record.FreeSlots, record.TrainingSlots))
                : "The log names a trial that the study does not have, or one as finished that never finished.";
            if (recorded != recomputed)
            {
                mismatches.Add(new(record.Seq, recorded, recomputed));
            }
        }

        return mismatches.ToImmutable();
    }

    private static ImmutableArray<Trial>? Seen(DecisionRecord record, Dictionary<int, Trial> trials)
    {
        var seen = ImmutableArray.CreateBuilder<Trial>();
        foreach (var number in Enumerable.Range(1, record.Trials))
        {
            if (!trials.TryGetValue(number, out var trial))
            {
                return null;
            }

            var running = record.Running.Contains(number);
            if (!running && trial.IsRunning)
            {
                return null;
            }

            seen.Add(running ? trial with { Result = null, FinishedSeq = null } : trial);
        }

        return seen.ToImmutable();
    }
}

using System.Collections.Immutable;
using AutoCompress.Host.Studies;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Host.Store;

/// <summary>All of a study, from its first event to its last.</summary>
/// <param name="Events">Numbered from 1 without a gap; what they tell is a possible history.</param>
internal sealed record StudyRows(
    StudyOrigin Origin,
    StudyPlan? Plan,
    FrontReport? Front,
    TimeSpan ActiveTime,
    ImmutableArray<StudyEvent> Events,
    ImmutableArray<LoggedDecision> Decisions,
    ImmutableArray<KeptStep> Steps)
{
    public long Seq => Events[^1].Seq;

    public StudyState State => Events[^1].State;

    public string? Message => Events[^1].Message;

    /// <summary>The state that a paused study goes on in.</summary>
    public StudyState ResumeState => Events.Last(happened => happened.State != StudyState.Paused).State;

    /// <summary>In the order of their number, each with its result where it ended.</summary>
    public ImmutableArray<Trial> Trials
    {
        get
        {
            var trials = new SortedDictionary<int, Trial>();
            foreach (var happened in Events.Where(happened => happened.Trial is not null))
            {
                trials[happened.Trial!.Number] = happened.Trial;
            }

            return [.. trials.Values];
        }
    }

    /// <summary>What stands in a store with the id of a study that arrives.</summary>
    /// <param name="there">The event with this study's last number; null where there is none.</param>
    public StudyArrival Beside(StudyOrigin other, StudyEvent? there) =>
        Json.Write(other with { IdempotencyKey = null }) == Json.Write(Origin with { IdempotencyKey = null })
        && there is not null && Json.Write(there) == Json.Write(Events[^1])
            ? StudyArrival.AlreadyThere
            : StudyArrival.Conflict;

    /// <summary>The event by which a study is paused that arrives unended; null where it need not be.</summary>
    public StudyEvent? Pause(DateTimeOffset at, string message) => State.IsActive()
        ? new StudyEvent(Origin.Id, Seq + 1, at, StudyEventKind.StateChanged, StudyState.Paused, message)
        : null;
}

using System.Collections.Immutable;
using AutoCompress.Host.Studies;
using AutoCompress.Studies;

namespace AutoCompress.Host.Store;

/// <summary>A range of a study's history and what belongs to it.</summary>
/// <param name="Plan">Where the study began to explore in this range.</param>
/// <param name="Front">Where the study was completed in this range.</param>
/// <param name="ActiveTime">Spent of the budget when this was read.</param>
/// <param name="Events">In order and without a gap; at least one. Trials follow from them.</param>
/// <param name="Steps">Of trials that ended in this range, and of the study itself where it changed its state.</param>
internal sealed record StudyPart(
    StudyOrigin Origin,
    StudyPlan? Plan,
    FrontReport? Front,
    TimeSpan ActiveTime,
    ImmutableArray<StudyEvent> Events,
    ImmutableArray<LoggedDecision> Decisions,
    ImmutableArray<KeptStep> Steps)
{
    /// <summary>Events to read at a time: one to two megabytes.</summary>
    public const int Length = 500;

    /// <summary>Whether the study's own steps may have brought something in this range.</summary>
    public static bool HasOwnSteps(IEnumerable<StudyEvent> events) => events.Any(happened => happened.Kind == StudyEventKind.StateChanged);

    /// <summary>Numbers of the trials whose steps belong to a range; 0 for the study itself.</summary>
    public static ImmutableArray<int> Askers(IReadOnlyCollection<StudyEvent> events) =>
    [
        .. events.Where(happened => happened.Kind == StudyEventKind.TrialFinished).Select(happened => happened.Trial!.Number),
        .. HasOwnSteps(events) ? [0] : ImmutableArray<int>.Empty,
    ];

    /// <summary>Whether a range leads to a state.</summary>
    public static bool Reaches(IEnumerable<StudyEvent> events, StudyState state) =>
        events.Any(happened => happened.Kind == StudyEventKind.StateChanged && happened.State == state);

    /// <summary>Where to cut a range that was read: at the study's last event, else behind the last decision in it.</summary>
    /// <param name="decisions">Sequence numbers of the decisions in the range.</param>
    /// <param name="seq">The study's own.</param>
    /// <returns>Null when more has to be read.</returns>
    public static long? End(IReadOnlyList<StudyEvent> events, IReadOnlyCollection<long> decisions, long seq) =>
        events[^1].Seq >= seq ? seq : decisions.Where(decision => decision <= events[^1].Seq).Select(decision => (long?)decision).Max();
}

using System.Collections.Immutable;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Host.Store;

/// <summary>What a turn changes, all of it or nothing.</summary>
internal sealed record StudyTurn
{
    /// <summary>Results of running trials; recorded before all else in this turn.</summary>
    public ImmutableArray<(int Trial, TrialResult Result)> Finished { get; init; } = [];

    /// <summary>New trials, numbered behind the last one.</summary>
    public ImmutableArray<Trial> Proposed { get; init; } = [];

    /// <summary>What the new trials want first; queued in the same transaction where it is not there. A trial with all it wants is due for its turn.</summary>
    public ImmutableArray<StageWish> Wishes { get; init; } = [];

    public StudyPlan? Plan { get; init; }

    public FrontReport? Front { get; init; }

    /// <summary>The state to go to; null to stay. A pause forgets a failure of the study's own step, which runs again when the study is resumed.</summary>
    public StudyState? State { get; init; }

    /// <summary>Why the study fails or pauses.</summary>
    public string? Message { get; init; }

    /// <summary>What running trials are told when this turn ends the study.</summary>
    public string EndReason => $"The study ended: {Message ?? (State is { } state ? KebabCase.Of(state) : "done")}.";

    /// <summary>The decision behind the turn as JSON, for the log.</summary>
    public string? Decision { get; init; }

    /// <summary>The same turn with results that were there before it was decided.</summary>
    public StudyTurn Behind(ImmutableArray<(int Trial, TrialResult Result)> finished) => this with { Finished = finished.AddRange(Finished) };
}

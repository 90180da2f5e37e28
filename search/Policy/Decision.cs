using System.Collections.Immutable;
using System.Text.Json.Serialization;
using AutoCompress.Studies;

namespace AutoCompress.Search.Policy;

/// <summary>What a study does next, with the reason in words. Compare decisions by their JSON: they hold arrays.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "decision")]
[JsonDerivedType(typeof(Propose), "propose")]
[JsonDerivedType(typeof(Wait), "wait")]
[JsonDerivedType(typeof(Stop), "stop")]
[JsonDerivedType(typeof(Finalise), "finalise")]
[JsonDerivedType(typeof(Fail), "fail")]
public abstract record Decision
{
    private Decision(string reason) => Reason = reason;

    public string Reason { get; }

    /// <summary>Starts trials.</summary>
    /// <param name="Phase"><see cref="StudyState.Exploring"/> or <see cref="StudyState.Refining"/>.</param>
    /// <param name="Trials">At least one, to be numbered in this order behind the last trial.</param>
    public sealed record Propose(string Reason, StudyState Phase, ImmutableArray<Proposal> Trials) : Decision(Reason);

    /// <summary>Starts nothing until a trial finishes.</summary>
    /// <param name="UntilActiveSeconds">Ask again then even when none finished; null when only a finished trial can change the answer.</param>
    public sealed record Wait(string Reason, double? UntilActiveSeconds = null) : Decision(Reason);

    /// <summary>Ends running trials that cannot reach the front any more; the study goes on.</summary>
    /// <param name="Trials">Their numbers, ascending, at least one.</param>
    public sealed record Stop(string Reason, ImmutableArray<int> Trials) : Decision(Reason);

    /// <summary>Measures the front a last time. Trials that still run are to be stopped: the budget ends.</summary>
    /// <param name="Trials">Numbers of the front's trials, ascending, at least one; the original only when nothing else completed.</param>
    /// <param name="Seconds">What is left of the time budget for it, at least 5.</param>
    public sealed record Finalise(string Reason, ImmutableArray<int> Trials, double Seconds) : Decision(Reason);

    /// <summary>The study cannot go on.</summary>
    public sealed record Fail(string Reason) : Decision(Reason);
}

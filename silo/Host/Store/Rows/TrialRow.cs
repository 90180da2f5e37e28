using AutoCompress.Spaces;
using AutoCompress.Trials;

namespace AutoCompress.Host.Store.Rows;

/// <summary>A row of the table <c>trial</c>.</summary>
internal sealed class TrialRow
{
    public long Number { get; set; }

    public string Candidate { get; set; } = "";

    public string Fidelity { get; set; } = "";

    public string Origin { get; set; } = "";

    public long? ContinuesFrom { get; set; }

    public long? FinishedSeq { get; set; }

    public string? Result { get; set; }

    public bool Due { get; set; }

    public string? Failure { get; set; }

    public StepFailure? StepFailure => Failure is null ? null : Json.Read<StepFailure>(Failure);

    /// <summary>A result's kind as the column <c>outcome</c> has it.</summary>
    public static string OutcomeOf(TrialResult result) => result.GetType().Name.ToLowerInvariant();

    public Trial ToTrial() => new(
        (int)Number,
        Json.Read<Candidate>(Candidate),
        Json.Read<Fidelity>(Fidelity),
        Origin,
        (int?)ContinuesFrom,
        FinishedSeq,
        Result is null ? null : Json.Read<TrialResult>(Result));
}

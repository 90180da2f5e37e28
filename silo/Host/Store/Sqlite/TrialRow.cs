using AutoCompress.Spaces;
using AutoCompress.Trials;

namespace AutoCompress.Host.Store.Sqlite;

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

    public long Due { get; set; }

    public string? Failure { get; set; }

    public StepFailure? StepFailure => Failure is null ? null : Json.Read<StepFailure>(Failure);

    public Trial ToTrial() => new(
        (int)Number,
        Json.Read<Candidate>(Candidate),
        Json.Read<Fidelity>(Fidelity),
        Origin,
        (int?)ContinuesFrom,
        FinishedSeq,
        Result is null ? null : Json.Read<TrialResult>(Result));
}

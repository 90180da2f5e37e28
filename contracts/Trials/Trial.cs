using AutoCompress.Spaces;

namespace AutoCompress.Trials;

/// <summary>One evaluation of a candidate at one fidelity.</summary>
/// <param name="Number">From 1 in the order of proposal, unique in its study.</param>
/// <param name="Origin">Why it was proposed: "original", "int8-only", "uniform 0.5", "nsga-ii", "promoted from 12", …</param>
/// <param name="ContinuesFrom">The trial of the rung below whose checkpoint this one goes on from.</param>
/// <param name="FinishedSeq">The study's sequence number when the result was recorded; null while it runs.</param>
/// <param name="Result">Null while it runs.</param>
public sealed record Trial(
    int Number,
    Candidate Candidate,
    Fidelity Fidelity,
    string Origin,
    int? ContinuesFrom = null,
    long? FinishedSeq = null,
    TrialResult? Result = null)
{
    public bool IsRunning => Result is null;
}

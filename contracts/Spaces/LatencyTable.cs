using System.Collections.Immutable;

namespace AutoCompress.Spaces;

/// <summary>
/// How much faster a model gets when one group alone is narrowed, or one block alone left out, measured on the target; and some cuts of everything at once,
/// which what is predicted from the single ones is checked against.
/// </summary>
/// <param name="Cuts">In the order in which they were asked for; those behind the end of the time are missing.</param>
public sealed record LatencyTable(ImmutableArray<CutLatency> Cuts)
{
    /// <summary>
    /// The mean relative error of the predicted latencies of the cuts of everything, such as 0.08; null while it is not checked, or where no such cut was measured.
    /// </summary>
    public double? Error { get; init; }

    /// <summary>Whether latencies in proportion to MACs are nearer to those than what the single cuts say, and so are what is predicted.</summary>
    public bool ByMacs { get; init; }
}

using System.Collections.Immutable;

namespace AutoCompress.Host.Benchmarks;

/// <summary>What an algorithm reached on a problem.</summary>
/// <param name="Trials">Evaluations of each run.</param>
/// <param name="Workers">Evaluations that ran at once.</param>
/// <param name="Reference">The corner that hypervolumes are measured to, in costs.</param>
/// <param name="Ideal">The hypervolume of the true front; null where it is not known.</param>
/// <param name="Known">Random evaluations before them; the hypervolume counts these too.</param>
/// <param name="Hypervolumes">One for each seed from 1.</param>
public sealed record SearchScore(
    string Problem,
    string Algorithm,
    int Trials,
    int Workers,
    ImmutableArray<double> Reference,
    double? Ideal,
    ImmutableArray<double> Hypervolumes,
    Quartiles Hypervolume,
    ProposalTime Proposal,
    int Known)
{
    /// <summary>The median as a share of <see cref="Ideal"/>; null where that is not known.</summary>
    public double? ShareOfIdeal => Hypervolume.Median / Ideal;
}

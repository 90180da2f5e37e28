using System.Collections.Immutable;

namespace AutoCompress.Search.Benchmarks.Compression;

/// <summary>
/// A residual network by formula: a stem and three blocks of two channel groups each. Early parts compute much and weigh little, late ones the
/// other way round; what a cut loses for good and what training mends rank the groups differently, so that short trials mislead.
/// </summary>
internal static class SyntheticNetwork
{
    /// <summary>Powers of the cut share: small cuts are nearly free, large ones are not.</summary>
    private const double CapacityPower = 2.5;
    private const double DamagePower = 1.5;

    private static readonly ImmutableArray<Block> Blocks =
    [
        new(Work: 0.40, Weights: 0.08, Memory: 0.40, CapacityIn: 0.030, CapacityOut: 0.060, DamageIn: 0.90, DamageOut: 0.50, SkipCapacity: 0.016, SkipDamage: 0.30),
        new(Work: 0.30, Weights: 0.25, Memory: 0.25, CapacityIn: 0.045, CapacityOut: 0.035, DamageIn: 0.30, DamageOut: 0.80, SkipCapacity: 0.022, SkipDamage: 0.55),
        new(Work: 0.22, Weights: 0.65, Memory: 0.15, CapacityIn: 0.020, CapacityOut: 0.050, DamageIn: 0.60, DamageOut: 0.25, SkipCapacity: 0.034, SkipDamage: 0.20),
    ];

    public static int BlockCount => Blocks.Length;

    /// <param name="keep">Share of the stem's channels, (0, 1].</param>
    public static NetworkPart Stem(double keep) => new(0.08 * keep, 0.02 * keep, 0.20 * keep, 0.05 * Cut(keep, CapacityPower), 0.70 * Cut(keep, DamagePower));

    /// <param name="index">Which block, from 0.</param>
    /// <param name="inside">Share of the inner channels.</param>
    /// <param name="outside">Share of the outer channels.</param>
    public static NetworkPart Kept(int index, double inside, double outside)
    {
        var block = Blocks[index];
        return new(
            block.Work * (0.4 * inside + 0.6 * inside * outside),
            block.Weights * (0.3 * inside + 0.7 * inside * outside),
            block.Memory * (0.5 * inside + 0.5 * outside),
            block.CapacityIn * Cut(inside, CapacityPower) + block.CapacityOut * Cut(outside, CapacityPower),
            block.DamageIn * Cut(inside, DamagePower) + block.DamageOut * Cut(outside, DamagePower));
    }

    public static NetworkPart Skipped(int index) => new(0, 0, 0, Blocks[index].SkipCapacity, Blocks[index].SkipDamage);

    private static double Cut(double keep, double power) => Math.Pow(1 - keep, power);

    private sealed record Block(
        double Work, double Weights, double Memory, double CapacityIn, double CapacityOut, double DamageIn, double DamageOut, double SkipCapacity, double SkipDamage);
}

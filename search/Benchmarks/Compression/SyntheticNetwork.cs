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
        new(Work: 0.40, Weights: 0.08, Memory: 0.40, CapacityIn: 0.012, CapacityOut: 0.024, DamageIn: 0.36, DamageOut: 0.20, SkipCapacity: 0.007, SkipDamage: 0.12),
        new(Work: 0.30, Weights: 0.25, Memory: 0.25, CapacityIn: 0.018, CapacityOut: 0.014, DamageIn: 0.12, DamageOut: 0.32, SkipCapacity: 0.009, SkipDamage: 0.22),
        new(Work: 0.22, Weights: 0.65, Memory: 0.15, CapacityIn: 0.008, CapacityOut: 0.020, DamageIn: 0.24, DamageOut: 0.10, SkipCapacity: 0.014, SkipDamage: 0.08),
    ];

    public static int BlockCount => Blocks.Length;

    /// <param name="keep">Share of the stem's channels, (0, 1].</param>
    public static NetworkPart Stem(double keep) => new(0.08 * keep, 0.02 * keep, 0.20 * keep, 0.02 * Cut(keep, CapacityPower), 0.28 * Cut(keep, DamagePower));

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

using System.Numerics;

namespace AutoCompress.Search;

/// <summary>
/// The generator behind every proposal: xoshiro256** (Blackman and Vigna 2021), its state filled by SplitMix64. It is ours, so that
/// a decision replays the same on every version of .NET.
/// </summary>
internal sealed class SeededRandom
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;
    private const double UnitOf53Bits = 1.0 / (1UL << 53);
    private ulong _a, _b, _c, _d;

    /// <param name="seed">The study's seed.</param>
    /// <param name="stream">Separates generators of one seed: for a proposal the number of trials in the history.</param>
    public SeededRandom(ulong seed, ulong stream)
    {
        var state = seed;
        state = SplitMix(ref state) ^ (stream * GoldenGamma);
        (_a, _b, _c, _d) = (SplitMix(ref state), SplitMix(ref state), SplitMix(ref state), SplitMix(ref state));
    }

    public ulong NextBits()
    {
        var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        var shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double NextDouble() => (NextBits() >> 11) * UnitOf53Bits;

    /// <summary>Uniform in 0 … <paramref name="bound"/> − 1, without bias (Lemire 2019).</summary>
    public int Below(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        var range = (ulong)bound;
        var threshold = (0UL - range) % range;
        while (true)
        {
            var high = Math.BigMul(NextBits(), range, out ulong low);
            if (low >= threshold)
            {
                return (int)high;
            }
        }
    }

    /// <summary>True with probability <paramref name="probability"/>.</summary>
    public bool Chance(double probability) => NextDouble() < probability;

    /// <summary>About standard normal: the sum of twelve uniform draws less six, since a logarithm is not the same on every machine.</summary>
    public double NextNormal()
    {
        var sum = -6.0;
        for (var i = 0; i < 12; i++)
        {
            sum += NextDouble();
        }

        return sum;
    }

    private static ulong SplitMix(ref ulong state)
    {
        var mixed = state += GoldenGamma;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}

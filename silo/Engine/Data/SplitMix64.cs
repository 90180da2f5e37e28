namespace AutoCompress.Engine.Data;

/// <summary>
/// A seeded generator of 64-bit numbers (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators"). A value type:
/// one can be made for each sample at no cost, and its numbers never change with the version of .NET.
/// </summary>
internal struct SplitMix64(ulong seed)
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;

    private ulong _state = seed;

    /// <summary>A seed that depends on all of <paramref name="parts"/> and on their order.</summary>
    public static ulong Mix(params ReadOnlySpan<ulong> parts)
    {
        var mixed = 0UL;
        foreach (var part in parts)
        {
            mixed = Scramble(mixed + Gamma + part);
        }

        return mixed;
    }

    public ulong Next() => Scramble(_state += Gamma);

    /// <summary>Uniform in [0, <paramref name="bound"/>), by multiplication (Lemire 2019); the bias is below bound / 2^64.</summary>
    public int Next(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>Uniform in [0, 1).</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Fisher and Yates's shuffle.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Next(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static ulong Scramble(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}

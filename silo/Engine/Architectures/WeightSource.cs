using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Architectures;

/// <summary>Seeded random weights, the same on every machine and .NET version: SplitMix64 (Steele, Lea, Flood 2014) and Box-Muller.</summary>
internal sealed class WeightSource(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Normal with mean 0.</summary>
    public Tensor Normal(float deviation, params ReadOnlySpan<long> shape)
    {
        var values = new float[Tensor.CountOf(shape)];
        for (var i = 0; i < values.Length; i++)
        {
            var radius = Math.Sqrt(-2 * Math.Log(1 - Next()));
            values[i] = (float)(deviation * radius * Math.Cos(2 * Math.PI * Next()));
        }

        return Tensor.Of(values, shape);
    }

    /// <summary>Uniform in [−bound, bound).</summary>
    public Tensor Uniform(float bound, params ReadOnlySpan<long> shape)
    {
        var values = new float[Tensor.CountOf(shape)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(bound * (2 * Next() - 1));
        }

        return Tensor.Of(values, shape);
    }

    /// <summary>Uniform in [0, 1).</summary>
    private double Next()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            var z = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
        }
    }
}

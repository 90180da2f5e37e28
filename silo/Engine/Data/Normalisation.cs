using AutoCompress.Studies;

namespace AutoCompress.Engine.Data;

/// <summary>How a stored byte becomes the model's input: (value × scale − mean) / std, looked up in a table of 256 numbers.</summary>
public sealed class Normalisation
{
    private readonly float[] _table;

    public Normalisation(double scale, double mean, double std)
    {
        _table = [.. Enumerable.Range(0, 256).Select(value => (float)(((value * scale) - mean) / std))];
        Description = FormattableString.Invariant($"scale {scale:R}, mean {mean:R}, std {std:R}");
    }

    /// <summary>The three numbers, for messages and keys.</summary>
    public string Description { get; }

    /// <summary>256 numbers: the input for each stored byte.</summary>
    public ReadOnlySpan<float> Table => _table;

    public static Normalisation Of(DataSpec spec) => new(spec.Scale, spec.Mean, spec.Std);

    /// <summary>Normalises <paramref name="stored"/> into <paramref name="inputs"/>, which is as long.</summary>
    public void Apply(ReadOnlySpan<byte> stored, Span<float> inputs)
    {
        var table = _table;
        for (var i = 0; i < stored.Length; i++)
        {
            inputs[i] = table[stored[i]];
        }
    }
}

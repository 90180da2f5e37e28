using System.Collections.Immutable;

namespace AutoCompress.Engine.Data;

/// <summary>Some samples of a <see cref="Dataset"/>, in a fixed order.</summary>
/// <param name="Indices">Positions in the data set.</param>
public sealed record DataSplit(Dataset Data, ImmutableArray<int> Indices)
{
    public int Count => Indices.Length;

    /// <summary>Writes the sample at <paramref name="position"/>, normalised, into <paramref name="inputs"/>.</summary>
    public void Read(int position, Normalisation normalisation, Span<float> inputs)
    {
        Data.Read(Indices[position], inputs);
        normalisation.Apply(inputs);
    }

    /// <summary>The labels in the split's order.</summary>
    public int[] Labels() => [.. Indices.Select(index => Data.Labels[index])];

    /// <summary>The first <paramref name="count"/> samples, or all when there are fewer.</summary>
    public DataSplit Take(int count) => count >= Count ? this : this with { Indices = Indices[..count] };
}

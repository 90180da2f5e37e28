using System.Collections.Immutable;

namespace AutoCompress.Engine.Data;

/// <summary>Some samples of a <see cref="Dataset"/>, in a fixed order.</summary>
/// <param name="Indices">Positions in the data set.</param>
public sealed record DataSplit(Dataset Data, ImmutableArray<int> Indices)
{
    public int Count => Indices.Length;

    public ReadOnlySpan<byte> Sample(int position) => Data.Sample(Indices[position]);

    public int Label(int position) => Data.Labels[Indices[position]];

    /// <summary>The labels in the split's order.</summary>
    public int[] Labels() => [.. Indices.Select(index => (int)Data.Labels[index])];

    /// <summary>The first <paramref name="count"/> samples, or all when there are fewer.</summary>
    public DataSplit Take(int count) => count >= Count ? this : this with { Indices = Indices[..count] };
}

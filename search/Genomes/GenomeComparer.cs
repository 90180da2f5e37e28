using System.Diagnostics.CodeAnalysis;

namespace AutoCompress.Search.Genomes;

/// <summary>Genomes are equal when every index is.</summary>
internal sealed class GenomeComparer : IEqualityComparer<int[]>
{
    public static GenomeComparer Instance { get; } = new();

    public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode([DisallowNull] int[] genome)
    {
        var hash = 17;
        foreach (var index in genome)
        {
            hash = unchecked(hash * 31 + index);
        }

        return hash;
    }
}

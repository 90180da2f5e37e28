using AutoCompress.Search.Genomes;

namespace AutoCompress.Search.Surrogates;

/// <summary>
/// Genomes as points of a Euclidean space: an ordered gene is one coordinate from 0 to 1; a gene of two choices 0 or 1; one of more
/// choices a coordinate for each, so that any two of them are at a distance of 1. What is not active lies in the middle: the gene that
/// took it away tells such genomes apart already.
/// </summary>
internal sealed class FeatureMap
{
    private const double CornerOfSimplex = 0.7071067811865476;
    private readonly SpaceLayout _layout;
    private readonly int[] _first;

    public FeatureMap(SpaceLayout layout)
    {
        _layout = layout;
        _first = new int[layout.Genes];
        var owners = new List<int>();
        for (var gene = 0; gene < layout.Genes; gene++)
        {
            _first[gene] = owners.Count;
            var columns = layout.Levels[gene] == 1 ? 0 : layout.IsNumber[gene] || layout.Levels[gene] == 2 ? 1 : layout.Levels[gene];
            owners.AddRange(Enumerable.Repeat(gene, columns));
        }

        var scales = owners.Distinct().ToList();
        ScaleOf = [.. owners.Select(gene => scales.IndexOf(gene))];
        Scales = scales.Count;
    }

    /// <summary>Coordinates of a point.</summary>
    public int Columns => ScaleOf.Length;

    /// <summary>Genes with more than one value; each has a length scale.</summary>
    public int Scales { get; }

    /// <summary>The length scale that each coordinate counts by.</summary>
    public int[] ScaleOf { get; }

    public double[] Of(ReadOnlySpan<int> genome)
    {
        var features = new double[Columns];
        for (var gene = 0; gene < genome.Length; gene++)
        {
            var (levels, index) = (_layout.Levels[gene], genome[gene]);
            if (levels == 1)
            {
                continue;
            }

            if (_layout.IsNumber[gene] || levels == 2)
            {
                features[_first[gene]] = index < 0 ? 0.5 : index / (double)(levels - 1);
            }
            else if (index >= 0)
            {
                features[_first[gene] + index] = CornerOfSimplex;
            }
        }

        return features;
    }
}

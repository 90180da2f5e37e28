using System.Collections.Immutable;
using AutoCompress.Search.Genomes;

namespace AutoCompress.Search.Parzen;

/// <summary>
/// A density for each gene: a mixture of a normal around each point's value, as wide as the points stand apart (Scott 1992), and one uniform part,
/// the prior; for choices the counts, with one more for each.
/// </summary>
internal sealed class ParzenDensity
{
    private const double LeastWidth = 0.01;
    private readonly SpaceLayout _layout;
    private readonly double[][] _centres;
    private readonly double[] _widths;

    /// <summary>For a gene of choices the share of each.</summary>
    private readonly double[][] _shares;

    public ParzenDensity(SpaceLayout layout, IEnumerable<ImmutableArray<int>> genomes)
    {
        _layout = layout;
        var known = genomes.ToList();
        _centres = new double[layout.Genes][];
        _widths = new double[layout.Genes];
        _shares = new double[layout.Genes][];
        for (var gene = 0; gene < layout.Genes; gene++)
        {
            var levels = layout.Levels[gene];
            var indices = known.Select(genome => genome[gene]).Where(index => index >= 0).ToList();
            _centres[gene] = layout.IsNumber[gene] ? [.. indices.Select(index => index / Math.Max(1.0, levels - 1))] : [];
            _widths[gene] = Math.Max(Math.Max(LeastWidth, 0.5 / levels), Spread(_centres[gene]) * PortableMath.Power(Math.Max(1, indices.Count), -0.2));
            _shares[gene] = layout.IsNumber[gene] ? [] : [.. Enumerable.Range(0, levels).Select(choice => (1.0 + indices.Count(index => index == choice)) / (levels + indices.Count))];
        }
    }

    /// <summary>An index for each gene, active or not.</summary>
    public int[] Draw(SeededRandom random) => [.. Enumerable.Range(0, _layout.Genes).Select(gene => _layout.IsNumber[gene] ? Number(gene, random) : Choice(gene, random))];

    /// <summary>The logarithm of the density at the active genes of <paramref name="genome"/>.</summary>
    public double LogOf(int[] genome)
    {
        var log = 0.0;
        for (var gene = 0; gene < genome.Length; gene++)
        {
            if (genome[gene] >= 0 && _layout.Levels[gene] > 1)
            {
                log += PortableMath.Log(_layout.IsNumber[gene] ? DensityAt(gene, genome[gene]) : _shares[gene][genome[gene]]);
            }
        }

        return log;
    }

    private double DensityAt(int gene, int index)
    {
        var (place, total) = (index / (_layout.Levels[gene] - 1.0), 1.0);
        foreach (var centre in _centres[gene])
        {
            total += PortableMath.Density((place - centre) / _widths[gene]) / _widths[gene];
        }

        return total / (_centres[gene].Length + 1);
    }

    private int Number(int gene, SeededRandom random)
    {
        var levels = _layout.Levels[gene];
        var component = random.Below(_centres[gene].Length + 1);
        if (component == _centres[gene].Length)
        {
            return random.Below(levels);
        }

        var place = _centres[gene][component] + _widths[gene] * random.NextNormal();
        return Math.Clamp((int)Math.Round(place * (levels - 1)), 0, levels - 1);
    }

    private int Choice(int gene, SeededRandom random)
    {
        var left = random.NextDouble();
        for (var choice = 0; choice < _shares[gene].Length - 1; choice++)
        {
            left -= _shares[gene][choice];
            if (left < 0)
            {
                return choice;
            }
        }

        return _shares[gene].Length - 1;
    }

    private static double Spread(double[] values)
    {
        if (values.Length < 2)
        {
            return 1;
        }

        var mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }
}

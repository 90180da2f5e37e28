using System.Collections.Immutable;
using System.Globalization;
using AutoCompress.Spaces;

namespace AutoCompress.Search.Benchmarks.Problems;

/// <summary>The box of a continuous problem as genes x01, x02, …, each with a million steps.</summary>
internal static class RealSpace
{
    private const double Steps = 1e6;

    /// <summary><paramref name="count"/> variables from 0 to 1.</summary>
    public static SearchSpace Unit(int count) => Of(Enumerable.Repeat((0.0, 1.0), count));

    public static SearchSpace Of(IEnumerable<(double Low, double High)> bounds) =>
        new([.. bounds.Select((bound, i) => new NumberGene(NameOf(i), bound.Low, bound.High, (bound.High - bound.Low) / Steps))]);

    /// <summary>The variables of <paramref name="candidate"/> in their order.</summary>
    public static double[] Read(SearchSpace space, Candidate candidate) => [.. space.Genes.Select(gene => candidate.Values[gene.Name].Number)];

    /// <summary>The candidate whose variables are nearest to <paramref name="variables"/>.</summary>
    public static Candidate At(SearchSpace space, params ReadOnlySpan<double> variables)
    {
        var values = new Dictionary<string, GeneValue>(StringComparer.Ordinal);
        for (var i = 0; i < variables.Length; i++)
        {
            var gene = (NumberGene)space.Genes[i];
            values[gene.Name] = gene.ValueAt(Math.Clamp((int)Math.Round((variables[i] - gene.Low) / gene.Step), 0, gene.Count - 1));
        }

        return new(values);
    }

    private static string NameOf(int index) => string.Create(CultureInfo.InvariantCulture, $"x{index + 1:00}");
}

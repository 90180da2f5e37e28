using System.Collections.Immutable;
using AutoCompress.Spaces;

namespace AutoCompress.Search.Planning;

/// <summary>Candidates with the engine's default in every gene but the widths, the blocks and the precision.</summary>
internal static class Defaults
{
    private static readonly ImmutableSortedDictionary<string, double> Numbers = new Dictionary<string, double>
    {
        [GeneNames.Temperature] = 4,
        [GeneNames.Alpha] = 0.7,
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>Each number gene takes the grid point nearest to what is asked, the learning rate that of half its highest; each choice gene its first choice.</summary>
    /// <param name="precision">Taken as it is, also when the space does not offer it.</param>
    /// <param name="keep">Gene name of a channel group to the share to keep.</param>
    /// <param name="skip">Whether the block of a gene name is left out; null when all stay.</param>
    public static Candidate Of(SearchSpace space, string precision, Func<string, double> keep, Predicate<string>? skip = null)
    {
        var values = new Dictionary<string, GeneValue>(StringComparer.Ordinal);
        foreach (var gene in space.Genes.Where(gene => SearchSpace.IsActive(gene, values)))
        {
            values[gene.Name] = gene switch
            {
                NumberGene number when IsKeep(gene) => number.ValueAt(NearestIndex(number, keep(gene.Name))),
                NumberGene number when gene.Name == GeneNames.LearningRate => number.ValueAt(NearestIndex(number, number.High / 2)),
                NumberGene number => number.ValueAt(NearestIndex(number, Numbers.GetValueOrDefault(gene.Name, number.High))),
                _ when IsBlock(gene) => GeneValue.Of(skip?.Invoke(gene.Name) == true ? GeneNames.SkipBlock : GeneNames.KeepBlock),
                _ when gene.Name == GeneNames.Precision => GeneValue.Of(precision),
                _ => gene.ValueAt(0),
            };
        }

        return new(values);
    }

    /// <summary>
    /// One ratio for all groups; those that lie across another keep all, since the other is cut already and the cuts would multiply.
    /// </summary>
    public static Func<string, double> Uniform(ModelAnalysis analysis, double ratio)
    {
        var across = analysis.Groups.Where(group => group.Across is not null).Select(group => GeneNames.Keep(group.Name)).ToHashSet(StringComparer.Ordinal);
        return gene => across.Contains(gene) ? 1 : ratio;
    }

    public static bool IsKeep(Gene gene) => gene.Name.StartsWith(GeneNames.KeepPrefix, StringComparison.Ordinal);

    public static bool IsBlock(Gene gene) => gene.Name.StartsWith(GeneNames.BlockPrefix, StringComparison.Ordinal);

    /// <summary>The grid point nearest to <paramref name="value"/>, in octaves on a logarithmic grid; the upper of two equally near.</summary>
    public static int NearestIndex(NumberGene gene, double value)
    {
        if (gene.Count == 1)
        {
            return 0;
        }

        var place = gene.Logarithmic ? Math.Log(value / gene.Low) / Math.Log(gene.Step) : (value - gene.Low) / gene.Step;
        return Math.Clamp((int)Math.Floor(place + 0.5 + 1e-9), 0, gene.Count - 1);
    }
}

using System.Collections.Immutable;

namespace AutoCompress.Spaces;

/// <summary>The genes that a model offers under a study. A conditional gene stands after the gene it depends on.</summary>
public sealed record SearchSpace(ImmutableArray<Gene> Genes)
{
    /// <summary>Whether <paramref name="gene"/> exists under the values chosen so far.</summary>
    public static bool IsActive(Gene gene, IReadOnlyDictionary<string, GeneValue> values) =>
        gene.ActiveWhen is not { } condition
        || (values.TryGetValue(condition.Gene, out var value) && condition.AnyOf.Contains(value.Choice));

    /// <summary>Whether <paramref name="candidate"/> holds a legal value for each active gene and nothing else.</summary>
    public bool Contains(Candidate candidate)
    {
        var active = Genes.Where(gene => IsActive(gene, candidate.Values)).ToList();
        return active.Count == candidate.Values.Count
            && active.TrueForAll(gene => candidate.Values.TryGetValue(gene.Name, out var value) && gene.IndexOf(value) >= 0);
    }
}

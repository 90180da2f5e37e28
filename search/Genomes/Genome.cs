using AutoCompress.Spaces;

namespace AutoCompress.Search.Genomes;

/// <summary>A candidate as one index for each gene of a space, in the order of the genes; −1 where a gene is not active.</summary>
internal static class Genome
{
    /// <summary>The indices of <paramref name="candidate"/>. A value that the space does not offer becomes −1 too.</summary>
    public static int[] Of(SearchSpace space, Candidate candidate) =>
        [.. space.Genes.Select(gene => candidate.Values.TryGetValue(gene.Name, out var value) ? gene.IndexOf(value) : -1)];

    /// <summary>
    /// The candidate that <paramref name="indices"/> mean: genes that are inactive under the others are left out; an active gene without
    /// an index takes the middle of its range.
    /// </summary>
    public static Candidate Build(SearchSpace space, ReadOnlySpan<int> indices)
    {
        var values = new Dictionary<string, GeneValue>(StringComparer.Ordinal);
        for (var i = 0; i < space.Genes.Length; i++)
        {
            var gene = space.Genes[i];
            if (SearchSpace.IsActive(gene, values))
            {
                values[gene.Name] = gene.ValueAt(indices[i] >= 0 ? indices[i] : gene.Count / 2);
            }
        }

        return new(values);
    }
}

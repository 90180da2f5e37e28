using AutoCompress.Spaces;

namespace AutoCompress.Search.Genomes;

/// <summary>Walks small spaces completely, so that the last candidates of one are found and its end is noticed.</summary>
internal static class SpaceEnumeration
{
    /// <summary>Larger spaces are not walked: drawing finds something new there.</summary>
    public const int Most = 20_000;

    /// <summary>Whether the space holds at most <see cref="Most"/> combinations, counting conditional genes as if always active.</summary>
    public static bool IsSmall(SearchSpace space)
    {
        var product = 1.0;
        foreach (var gene in space.Genes)
        {
            product *= gene.Count;
        }

        return product <= Most;
    }

    /// <summary>Every candidate once, in the order of the genes' indices, the last gene changing fastest.</summary>
    public static IEnumerable<Candidate> All(SearchSpace space) => From(space, 0, new int[space.Genes.Length], []);

    private static IEnumerable<Candidate> From(SearchSpace space, int position, int[] indices, Dictionary<string, GeneValue> values)
    {
        if (position == space.Genes.Length)
        {
            return [Genome.Build(space, indices)];
        }

        var gene = space.Genes[position];
        return SearchSpace.IsActive(gene, values) ? Active() : Inactive();

        IEnumerable<Candidate> Inactive()
        {
            indices[position] = -1;
            values.Remove(gene.Name);
            return From(space, position + 1, indices, values);
        }

        IEnumerable<Candidate> Active()
        {
            for (var index = 0; index < gene.Count; index++)
            {
                indices[position] = index;
                values[gene.Name] = gene.ValueAt(index);
                foreach (var candidate in From(space, position + 1, indices, values))
                {
                    yield return candidate;
                }
            }

            values.Remove(gene.Name);
        }
    }
}

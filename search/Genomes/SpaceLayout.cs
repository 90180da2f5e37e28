using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using AutoCompress.Spaces;

namespace AutoCompress.Search.Genomes;

/// <summary>
/// A space as arrays. A genome is one index for each gene, in the order of the genes; −1 where a gene is not active. Whole populations are
/// bred and predicted as genomes, and only what is proposed becomes a candidate.
/// </summary>
internal sealed class SpaceLayout
{
    /// <summary>Spaces and candidates never change: what was made of them once is kept as long as they are.</summary>
    private static readonly ConditionalWeakTable<SearchSpace, SpaceLayout> Known = [];

    private readonly ConditionalWeakTable<Candidate, StrongBox<ImmutableArray<int>>> _genomes = [];
    private readonly int[] _parents;
    private readonly bool[][] _activating;

    private SpaceLayout(SearchSpace space)
    {
        Space = space;
        Levels = [.. space.Genes.Select(gene => gene.Count)];
        IsNumber = [.. space.Genes.Select(gene => gene is NumberGene)];
        _parents = new int[space.Genes.Length];
        _activating = new bool[space.Genes.Length][];
        for (var i = 0; i < _parents.Length; i++)
        {
            _parents[i] = -1;
            _activating[i] = [];
            if (space.Genes[i].ActiveWhen is { } condition)
            {
                _parents[i] = space.Genes.Take(i).ToList().FindIndex(gene => gene.Name == condition.Gene);
                _activating[i] = _parents[i] >= 0 && space.Genes[_parents[i]] is ChoiceGene parent
                    ? [.. parent.Choices.Select(condition.AnyOf.Contains)]
                    : [];
            }
        }
    }

    public SearchSpace Space { get; }

    /// <summary>How many values each gene has.</summary>
    public ImmutableArray<int> Levels { get; }

    /// <summary>Whether the values of a gene are ordered.</summary>
    public ImmutableArray<bool> IsNumber { get; }

    public int Genes => Levels.Length;

    public static SpaceLayout Of(SearchSpace space) => Known.GetValue(space, space => new(space));

    /// <summary>Whether a gene exists under the genes before it, which are settled.</summary>
    public bool IsActive(ReadOnlySpan<int> genome, int gene)
    {
        if (Space.Genes[gene].ActiveWhen is null)
        {
            return true;
        }

        var value = _parents[gene] < 0 ? -1 : genome[_parents[gene]];
        return value >= 0 && value < _activating[gene].Length && _activating[gene][value];
    }

    /// <summary>Makes <paramref name="genome"/> legal: inactive genes lose their index, active ones without one take the middle of their range.</summary>
    public int[] Settle(int[] genome)
    {
        for (var i = 0; i < genome.Length; i++)
        {
            genome[i] = !IsActive(genome, i) ? -1 : genome[i] >= 0 ? genome[i] : Levels[i] / 2;
        }

        return genome;
    }

    /// <summary>The candidate of a genome.</summary>
    public Candidate Build(ReadOnlySpan<int> genome) => Genome.Build(Space, genome);

    /// <summary>The genome of <paramref name="candidate"/>; empty when it is no candidate of the space.</summary>
    public ImmutableArray<int> GenomeOf(Candidate candidate)
    {
        if (!_genomes.TryGetValue(candidate, out var genome))
        {
            genome = _genomes.GetValue(candidate, candidate => new(Space.Contains(candidate) ? [.. Genome.Of(Space, candidate)] : []));
        }

        return genome.Value;
    }
}

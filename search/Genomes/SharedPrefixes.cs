using AutoCompress.Spaces;

namespace AutoCompress.Search.Genomes;

/// <summary>
/// Which genomes are cut and trained as some finished or running trial is, so that the stage cache has that work: all their genes are equal but the number
/// format and the calibration.
/// </summary>
internal sealed class SharedPrefixes
{
    private readonly bool[] _isStored;
    private readonly HashSet<int[]> _trained = new(GenomeComparer.Instance);

    public SharedPrefixes(SpaceLayout layout, SearchHistory history)
    {
        _isStored = [.. layout.Space.Genes.Select(gene => gene.Name is GeneNames.Precision or GeneNames.Calibration)];
        if (!_isStored.Contains(true) || _isStored.All(stored => stored))
        {
            return;
        }

        foreach (var observation in history.Observations)
        {
            if (observation.Outcome is Outcome.Completed or Outcome.Running && layout.GenomeOf(observation.Candidate) is { IsEmpty: false } genome)
            {
                _trained.Add(Prefix([.. genome]));
            }
        }
    }

    /// <summary>Whether the training of <paramref name="genome"/> is there or on its way.</summary>
    public bool Has(int[] genome) => _trained.Count > 0 && _trained.Contains(Prefix((int[])genome.Clone()));

    private int[] Prefix(int[] genome)
    {
        for (var i = 0; i < genome.Length; i++)
        {
            genome[i] = _isStored[i] ? -1 : genome[i];
        }

        return genome;
    }
}

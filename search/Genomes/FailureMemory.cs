using AutoCompress.Spaces;

namespace AutoCompress.Search.Genomes;

/// <summary>Choices that never worked: a format that the target refuses should not be paid for again and again.</summary>
internal sealed class FailureMemory
{
    /// <summary>So many failures without one success, and a choice is given up.</summary>
    private const int Patience = 3;

    private readonly Dictionary<int, List<int>> _working = [];

    public FailureMemory(SpaceLayout layout, SearchHistory history)
    {
        var failures = layout.Levels.Select((levels, gene) => layout.IsNumber[gene] ? [] : new int[levels]).ToArray();
        foreach (var observation in history.Observations)
        {
            if (observation.Outcome is Outcome.Completed or Outcome.Failed or Outcome.Infeasible)
            {
                Count(layout, observation, failures);
            }
        }

        for (var gene = 0; gene < failures.Length; gene++)
        {
            var working = Enumerable.Range(0, failures[gene].Length).Where(choice => failures[gene][choice] < Patience).ToList();
            if (working.Count > 0 && working.Count < failures[gene].Length)
            {
                _working[gene] = working;
            }
        }
    }

    /// <summary><paramref name="genome"/> with each given-up choice replaced by a working one.</summary>
    public int[] Avoid(int[] genome, SeededRandom random)
    {
        foreach (var (position, working) in _working)
        {
            if (genome[position] >= 0 && !working.Contains(genome[position]))
            {
                genome[position] = working[random.Below(working.Count)];
            }
        }

        return genome;
    }

    /// <summary>One success is more than any number of failures.</summary>
    private static void Count(SpaceLayout layout, Observation observation, int[][] failures)
    {
        var genome = layout.GenomeOf(observation.Candidate);
        for (var gene = 0; gene < genome.Length; gene++)
        {
            if (genome[gene] >= 0 && failures[gene].Length > 0)
            {
                ref var count = ref failures[gene][genome[gene]];
                count = observation.Outcome == Outcome.Completed ? int.MinValue / 2 : count + 1;
            }
        }
    }
}

using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Evolution;

/// <summary>Choices that never worked: a format that the target refuses should not be paid for again and again.</summary>
internal sealed class FailureMemory
{
    /// <summary>So many failures without one success, and a choice is given up.</summary>
    private const int Patience = 3;

    private readonly Dictionary<int, List<int>> _working = [];

    public FailureMemory(SearchSpace space, StudyHistory history)
    {
        for (var i = 0; i < space.Genes.Length; i++)
        {
            if (space.Genes[i] is ChoiceGene gene)
            {
                var working = Enumerable.Range(0, gene.Count).Where(choice => !IsGivenUp(history, gene.Name, gene.Choices[choice])).ToList();
                if (working.Count > 0 && working.Count < gene.Count)
                {
                    _working[i] = working;
                }
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

    private static bool IsGivenUp(StudyHistory history, string gene, string choice)
    {
        var results = history.Trials
            .Where(trial => trial.Candidate.Values.TryGetValue(gene, out var value) && value.IsChoice && value.Choice == choice)
            .Select(trial => trial.Result)
            .ToList();
        return !results.Exists(result => result is TrialResult.Completed)
            && results.Count(result => result is TrialResult.Failed or TrialResult.Infeasible) >= Patience;
    }
}

using System.Collections.Immutable;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Policy;

/// <summary>What trials go on from.</summary>
internal static class Lineage
{
    /// <summary>The trials that <paramref name="trial"/> goes on from, the first one first, and itself.</summary>
    public static ImmutableArray<Trial> Of(StudyHistory history, Trial trial)
    {
        var lineage = ImmutableArray.Create(trial);
        while (lineage[0].ContinuesFrom is { } number)
        {
            lineage = lineage.Insert(0, history.Trials[number - 1]);
        }

        return lineage;
    }

    /// <summary>Samples that the float graph of <paramref name="trial"/> was trained on, all rungs together: what whoever goes on from it need not train again.</summary>
    public static long Images(StudyHistory history, Trial trial) => Of(history, trial).Sum(one => (long)one.Fidelity.Images);

    /// <summary>Numbers of the trials that another one goes on from, whatever became of it.</summary>
    public static HashSet<int> Promoted(StudyHistory history) =>
        [.. history.Trials.Select(trial => trial.ContinuesFrom).OfType<int>()];
}

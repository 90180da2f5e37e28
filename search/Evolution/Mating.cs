using System.Collections.Immutable;

namespace AutoCompress.Search.Evolution;

/// <summary>Binary tournaments by the crowded comparison (Deb et al. 2002): the better front wins, on the same front the lonelier point.</summary>
internal static class Mating
{
    /// <summary>Two different parents out of a population of at least two.</summary>
    public static (Individual Mother, Individual Father) Pair(ImmutableArray<Individual> population, SeededRandom random)
    {
        var mother = Tournament(population, random);
        return (mother, Tournament(population.Remove(mother), random));
    }

    private static Individual Tournament(ImmutableArray<Individual> population, SeededRandom random)
    {
        var (a, b) = (population[random.Below(population.Length)], population[random.Below(population.Length)]);
        return Compare(a, b) switch
        {
            < 0 => a,
            > 0 => b,
            _ => random.Chance(0.5) ? a : b,
        };
    }

    /// <summary>Negative when <paramref name="a"/> is better; 0 for a tie, which a draw decides.</summary>
    private static int Compare(Individual a, Individual b) =>
        a.Rank != b.Rank ? a.Rank.CompareTo(b.Rank) : b.Crowding.CompareTo(a.Crowding);
}

using AutoCompress.Spaces;

namespace AutoCompress.Search.Evolution;

/// <summary>
/// Changes about one gene of a child: polynomial steps (Deb and Goyal 1996) of at least one grid point for numbers, another choice for
/// words, and now and then one step for all widths together, since a network is mostly scaled as a whole.
/// </summary>
internal static class Mutation
{
    private const double Eta = 8;
    private const double WholeWidth = 0.25;

    /// <param name="strength">0 for the usual rate of one gene; every further one mutates one more, for children that were known already.</param>
    public static void Apply(SearchSpace space, int[] child, SeededRandom random, int strength)
    {
        if (random.Chance(WholeWidth))
        {
            Rescale(space, child, random);
        }

        var probability = Math.Min(1, (1.0 + strength) / Math.Max(1, child.Length));
        for (var i = 0; i < child.Length; i++)
        {
            if (space.Genes[i].Count > 1 && random.Chance(probability))
            {
                child[i] = space.Genes[i] is NumberGene && child[i] >= 0
                    ? Step(child[i], space.Genes[i].Count, random)
                    : Another(child[i], space.Genes[i].Count, random);
            }
        }
    }

    private static void Rescale(SearchSpace space, int[] child, SeededRandom random)
    {
        var direction = random.Chance(0.5) ? 1 : -1;
        for (var i = 0; i < child.Length; i++)
        {
            if (Planning.Defaults.IsKeep(space.Genes[i]) && child[i] >= 0)
            {
                child[i] = Math.Clamp(child[i] + direction, 0, space.Genes[i].Count - 1);
            }
        }
    }

    private static int Step(int index, int count, SeededRandom random)
    {
        var u = random.NextDouble();
        var reach = u < 0.5 ? PortableMath.Power(2 * u, 1 / (Eta + 1)) - 1 : 1 - PortableMath.Power(2 * (1 - u), 1 / (Eta + 1));
        var step = (int)Math.Round(reach * (count - 1));
        var moved = index + (step != 0 ? step : reach < 0 ? -1 : 1);
        return moved < 0 || moved >= count ? Math.Clamp(2 * index - moved, 0, count - 1) : moved;
    }

    private static int Another(int index, int count, SeededRandom random)
    {
        if (index < 0)
        {
            return random.Below(count);
        }

        var other = random.Below(count - 1);
        return other < index ? other : other + 1;
    }
}

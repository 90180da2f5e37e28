using AutoCompress.Spaces;

namespace AutoCompress.Search.Planning;

/// <summary>Which widths of a channel group are worth trying: few enough to search, and even enough for vector units.</summary>
internal static class ChannelGrid
{
    private const int MostLevels = 16;
    private static readonly (int Quantum, int LeastLevels)[] Preferred = [(8, 8), (4, 4), (2, 2)];

    /// <summary>
    /// The keep ratio as a gene. Kept counts are multiples of a quantum that divides the width and is a multiple of the granularity: 8
    /// where that leaves eight levels, else 4 where it leaves four, else 2, else the granularity; doubled until at most 16 levels are
    /// left, so that 2,048 channels do not get 256 of them. The top of the grid is 1, its bottom the first level at or above
    /// <paramref name="minKeep"/>.
    /// </summary>
    /// <param name="condition">When the group is there at all; null for always.</param>
    public static NumberGene Gene(ChannelGroupInfo group, double minKeep, GeneCondition? condition = null)
    {
        var levels = group.Channels / Quantum(group);
        var lowest = Math.Clamp((int)Math.Ceiling(minKeep * levels - 1e-9), 1, levels);
        var step = 1.0 / levels;
        return new(GeneNames.Keep(group.Name), lowest * step, 1, lowest == levels ? 0 : step, ActiveWhen: condition);
    }

    /// <summary>Kept counts are multiples of this many channels.</summary>
    public static int Quantum(ChannelGroupInfo group)
    {
        var (width, least) = (group.Channels, Math.Max(1, group.Granularity));
        if (width % least != 0)
        {
            return width;
        }

        var quantum = least;
        foreach (var (preferred, leastLevels) in Preferred)
        {
            if (preferred % least == 0 && width % preferred == 0 && width / preferred >= leastLevels)
            {
                quantum = preferred;
                break;
            }
        }

        while (width / quantum > MostLevels && width % (2 * quantum) == 0)
        {
            quantum *= 2;
        }

        return quantum;
    }
}

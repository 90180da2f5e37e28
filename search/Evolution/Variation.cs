using AutoCompress.Search.Genomes;

namespace AutoCompress.Search.Evolution;

/// <summary>Two further ways from parents to a child, which care for many ordered genes of fine grids.</summary>
internal static class Variation
{
    private const double LeastReach = 0.003;
    private const double LargestReach = 0.3;
    private const double Amplification = 0.5;
    private const double CrossoverRate = 0.5;

    /// <summary>
    /// Moves a few genes, one at least, each by a step whose size is drawn evenly over two orders of magnitude; choices change to another one.
    /// </summary>
    public static int[] Perturb(SpaceLayout layout, ReadOnlySpan<int> parent, SeededRandom random)
    {
        var child = parent.ToArray();
        var reach = LeastReach * PortableMath.Power(LargestReach / LeastReach, random.NextDouble());
        var rate = PortableMath.Power(child.Length, -random.NextDouble());
        var certain = random.Below(child.Length);
        for (var i = 0; i < child.Length; i++)
        {
            var levels = layout.Levels[i];
            if (levels == 1 || (i != certain && !random.Chance(rate)))
            {
                continue;
            }

            if (layout.IsNumber[i] && child[i] >= 0)
            {
                var step = (int)Math.Round(reach * (levels - 1) * random.NextNormal());
                child[i] = Math.Clamp(child[i] + (step != 0 ? step : random.Chance(0.5) ? 1 : -1), 0, levels - 1);
            }
            else
            {
                child[i] = random.Below(levels);
            }
        }

        return child;
    }

    /// <summary>
    /// Differential evolution (Storn and Price 1997): some genes become those of <paramref name="from"/> plus the scaled difference of two
    /// others; choices, and genes that one of them lacks, are taken from one of them as they are.
    /// </summary>
    public static int[] Differential(
        SpaceLayout layout, ReadOnlySpan<int> parent, ReadOnlySpan<int> from, ReadOnlySpan<int> plus, ReadOnlySpan<int> minus, SeededRandom random)
    {
        var child = parent.ToArray();
        var certain = random.Below(child.Length);
        for (var i = 0; i < child.Length; i++)
        {
            if (i != certain && !random.Chance(CrossoverRate))
            {
                continue;
            }

            child[i] = layout.IsNumber[i] && from[i] >= 0 && plus[i] >= 0 && minus[i] >= 0
                ? Math.Clamp(from[i] + (int)Math.Round(Amplification * (plus[i] - minus[i])), 0, layout.Levels[i] - 1)
                : random.Chance(0.5) ? from[i] : plus[i];
        }

        return child;
    }
}

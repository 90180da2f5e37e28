using System.Collections.Immutable;

namespace AutoCompress.Search.Evolution;

/// <summary>Evenly spaced directions in the positive orthant, by the systematic approach of Das and Dennis 1998.</summary>
internal static class ReferenceDirections
{
    /// <summary>
    /// The largest lattice of at most <paramref name="most"/> unit vectors; at least the axes. From six costs on a lattice that fits has no inner
    /// points, so the directions of an inner one of half its size follow (Deb and Jain 2014, section V.A).
    /// </summary>
    public static ImmutableArray<double[]> Of(int costs, int most)
    {
        var divisions = 1;
        while (costs > 1 && Size(costs, divisions + 1) <= most)
        {
            divisions++;
        }

        var weights = Lattice(costs, divisions).ToList();
        if (divisions < costs)
        {
            weights.AddRange(Lattice(costs, Math.Max(1, divisions - 1)).Select(outer => outer.Select(share => (share + 1.0 / costs) / 2).ToArray()).ToList());
        }

        return [.. weights.Select(Unit)];
    }

    /// <summary>Points of a lattice: divisions + costs − 1 over costs − 1.</summary>
    private static double Size(int costs, int divisions)
    {
        var size = 1.0;
        for (var i = 1; i < costs; i++)
        {
            size = size * (divisions + i) / i;
        }

        return size;
    }

    private static IEnumerable<double[]> Lattice(int costs, int divisions)
    {
        return Fill(new double[costs], 0, divisions);

        IEnumerable<double[]> Fill(double[] weights, int cost, int left)
        {
            for (var share = cost == costs - 1 ? left : 0; share <= left; share++)
            {
                weights[cost] = share / (double)divisions;
                foreach (var filled in cost == costs - 1 ? [(double[])weights.Clone()] : Fill(weights, cost + 1, left - share))
                {
                    yield return filled;
                }
            }
        }
    }

    private static double[] Unit(double[] weights)
    {
        var length = Math.Sqrt(weights.Sum(weight => weight * weight));
        return [.. weights.Select(weight => weight / length)];
    }
}

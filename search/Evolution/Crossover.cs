using AutoCompress.Spaces;

namespace AutoCompress.Search.Evolution;

/// <summary>
/// Simulated binary crossover (Deb and Agrawal 1995) on the grid indices of number genes, a fair coin for choices. A gene that only one
/// parent has is taken from that one.
/// </summary>
internal static class Crossover
{
    /// <summary>Distribution index: larger keeps children nearer to a parent.</summary>
    private const double Eta = 5;

    public static int[] Of(SearchSpace space, ReadOnlySpan<int> mother, ReadOnlySpan<int> father, SeededRandom random)
    {
        var child = new int[mother.Length];
        for (var i = 0; i < child.Length; i++)
        {
            child[i] = (mother[i], father[i]) switch
            {
                ( < 0, var only) => only,
                (var only, < 0) => only,
                var (a, b) when a == b => a,
                var (a, b) when space.Genes[i] is NumberGene && random.Chance(0.5) => Blend(a, b, space.Genes[i].Count, random),
                var (a, b) => random.Chance(0.5) ? a : b,
            };
        }

        return child;
    }

    private static int Blend(int a, int b, int count, SeededRandom random)
    {
        var u = random.NextDouble();
        var beta = PortableMath.Power(u <= 0.5 ? 2 * u : 1 / (2 * (1 - u)), 1 / (Eta + 1));
        var sign = random.Chance(0.5) ? 1 : -1;
        return Math.Clamp((int)Math.Round((a + b + sign * beta * (b - a)) / 2), 0, count - 1);
    }
}

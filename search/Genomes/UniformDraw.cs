using AutoCompress.Spaces;

namespace AutoCompress.Search.Genomes;

/// <summary>Candidates drawn without regard to history.</summary>
internal static class UniformDraw
{
    /// <summary>Every gene uniform on its grid and independent of the others.</summary>
    public static int[] Independent(SearchSpace space, SeededRandom random) => [.. space.Genes.Select(gene => random.Below(gene.Count))];

    /// <summary>
    /// As <see cref="Independent"/>, but the widths scatter by a quarter of their range around one common level. Many independent widths
    /// average out to models of the same size; these cover small and large ones alike. Blocks all stay in half of the draws, and a share of up
    /// to a half of them leaves in the others: few networks survive the loss of every second block.
    /// </summary>
    public static int[] AroundOneWidth(SearchSpace space, SeededRandom random)
    {
        var level = random.NextDouble();
        var leaves = space.Genes.Any(Planning.Defaults.IsBlock) ? Math.Max(0, random.NextDouble() - 0.5) : 0;
        return
        [
            .. space.Genes.Select(gene => Planning.Defaults.IsKeep(gene) ? Near(gene.Count, level, random)
                : Planning.Defaults.IsBlock(gene) ? gene.IndexOf(GeneValue.Of(random.Chance(leaves) ? GeneNames.SkipBlock : GeneNames.KeepBlock))
                : random.Below(gene.Count)),
        ];
    }

    private static int Near(int count, double level, SeededRandom random)
    {
        var place = level + (random.NextDouble() - 0.5) / 2;
        return Math.Clamp((int)Math.Floor(place * count), 0, count - 1);
    }
}

namespace AutoCompress.Search.Benchmarks.Compression;

/// <summary>
/// The exact front of the synthetic compression problem at full training, by trying every width: 8 · 65³ networks in each format, 8.8 million
/// points. Recipes need no enumeration: loss grows with each of its factors, so the best criterion, rate, weight and calibration that do not fail are known.
/// </summary>
internal static class CompressionFront
{
    private const int Levels = 8;
    private static readonly Lazy<List<double[]>> Front = new(Enumerate);

    /// <summary>Costs, in ascending order of the first.</summary>
    public static IReadOnlyList<double[]> Points => Front.Value;

    private static List<double[]> Enumerate()
    {
        var blocks = Enumerable.Range(0, SyntheticNetwork.BlockCount).Select(Options).ToArray();
        var survivors = new List<double[]>();
        foreach (var precision in new[] { "fp32", "fp16", "weight-int8", "int8" })
        {
            foreach (var level in Enumerable.Range(1, Levels))
            {
                // The front of a union is the front of the parts' fronts: a stem's width at a time keeps the memory small.
                survivors.AddRange(Skyline.Of(Networks(blocks, precision, (double)level / Levels)));
            }
        }

        return Skyline.Of(survivors);
    }

    private static (NetworkPart Part, bool Kept)[] Options(int block) =>
    [
        (SyntheticNetwork.Skipped(block), false),
        .. from a in Enumerable.Range(1, Levels)
           from b in Enumerable.Range(1, Levels)
           select (SyntheticNetwork.Kept(block, (double)a / Levels, (double)b / Levels), true),
    ];

    private static IEnumerable<double[]> Networks((NetworkPart Part, bool Kept)[][] blocks, string precision, double stem)
    {
        Recipe[] recipes = [.. Recipes(precision)];
        var start = SyntheticNetwork.Stem(stem);
        foreach (var first in blocks[0])
        {
            foreach (var second in blocks[1].Where(option => precision != "fp16" || !option.Kept))
            {
                foreach (var third in blocks[2])
                {
                    var network = start + first.Part + second.Part + third.Part;
                    var loss = LeastLoss(network, recipes, second.Kept, stem);
                    if (loss <= CompressionModel.AllowedLoss)
                    {
                        yield return
                        [
                            loss - CompressionModel.OriginalAccuracy,
                            Math.Log(CompressionModel.Latency(network, precision)),
                            Math.Log(CompressionModel.Size(network, precision)),
                        ];
                    }
                }
            }
        }
    }

    private static double LeastLoss(NetworkPart network, Recipe[] recipes, bool hasMiddle, double stem)
    {
        var least = double.PositiveInfinity;
        foreach (var recipe in recipes)
        {
            if (CompressionModel.Failure(network, recipe, hasMiddle) is null)
            {
                least = Math.Min(least, CompressionModel.Loss(network, recipe, stem, CompressionModel.FullImages));
            }
        }

        return least;
    }

    /// <summary>The best that fits everywhere, and the best that needs little memory: the Taylor criterion with a teacher, without one, and the next criterion.</summary>
    private static IEnumerable<Recipe> Recipes(string precision) =>
    [
        new("taylor", precision, "mse", Recipe.BestRate(precision), 0.75),
        new("taylor", precision, "mse", Recipe.BestRate(precision), 0),
        new("l2", precision, "mse", Recipe.BestRate(precision), 0.75),
    ];
}

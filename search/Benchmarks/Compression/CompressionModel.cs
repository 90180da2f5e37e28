using AutoCompress.Trials;

namespace AutoCompress.Search.Benchmarks.Compression;

/// <summary>Values of the synthetic network under a recipe, free of noise.</summary>
internal static class CompressionModel
{
    public const double OriginalAccuracy = 0.93;

    /// <summary>Milliseconds and bytes of the original.</summary>
    public const double OriginalLatency = 0.32;
    public const double OriginalSize = 400_000;

    /// <summary>Accuracy that may be lost.</summary>
    public const double AllowedLoss = 0.05;

    /// <summary>Samples of a full training.</summary>
    public const int FullImages = 72_000;

    private const double FixedLatency = 0.06;
    private const double FixedSize = 0.01;

    /// <summary>Share of the original's activations that fits beside a teacher and the gradients of the Taylor criterion.</summary>
    private const double MemoryLimit = 0.75;

    private const double HighestRate = 0.55;
    private const double NarrowStem = 0.25;

    /// <summary>Why such a candidate cannot be evaluated; null when it can.</summary>
    /// <param name="hasMiddle">Whether the second block is kept: it holds an operator that fp16 does not have.</param>
    public static FailureCause? Failure(NetworkPart network, Recipe recipe, bool hasMiddle)
    {
        if (recipe.Precision == "fp16" && hasMiddle)
        {
            return FailureCause.Unsupported;
        }

        if (recipe is { Criterion: "taylor", Alpha: > 0 } && network.Memory > MemoryLimit)
        {
            return FailureCause.OutOfMemory;
        }

        return recipe.LearningRate * (recipe.Precision is "int8" or "fp16" ? 3 : 1) > HighestRate ? FailureCause.NotANumber : null;
    }

    /// <summary>Accuracy lost after training on <paramref name="images"/>: a power law towards what the widths lost for good.</summary>
    /// <param name="stem">Share of the stem's channels.</param>
    public static double Loss(NetworkPart network, Recipe recipe, double stem, double images)
    {
        var octaves = Math.Log2(recipe.LearningRate / Recipe.BestRate(recipe.Precision));
        var clumsy = (recipe.Criterion switch { "l1" => 1.15, "l2" => 1.1, _ => 1 })
            * (1 + 0.15 * octaves * octaves) * (1 + 0.4 * Math.Abs(recipe.Alpha - 0.75));
        var left = Math.Pow(1 + images / 2000, -0.8);
        return Math.Min(0.9, network.Capacity + network.Damage * clumsy * left + FormatLoss(recipe, stem));
    }

    /// <summary>Milliseconds.</summary>
    public static double Latency(NetworkPart network, string precision) =>
        OriginalLatency * (FixedLatency + (1 - FixedLatency) * network.Work) * (precision switch { "fp16" => 1.5, "weight-int8" => 1.9, "int8" => 0.42, _ => 1 });

    /// <summary>Bytes.</summary>
    public static double Size(NetworkPart network, string precision) =>
        OriginalSize * (FixedSize + (1 - FixedSize) * network.Weights * (precision switch { "fp16" => 0.5, "weight-int8" => 0.25, "int8" => 0.26, _ => 1 }));

    private static double FormatLoss(Recipe recipe, double stem) => recipe.Precision switch
    {
        "fp16" => 0.0005,
        "weight-int8" => 0.001,
        "int8" => recipe.Calibration switch { "percentile" => 0.003, "mse" => 0.002, "entropy" => 0.004, _ => stem <= NarrowStem ? 0.2 : 0.006 },
        _ => 0,
    };
}

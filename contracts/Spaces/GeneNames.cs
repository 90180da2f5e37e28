namespace AutoCompress.Spaces;

/// <summary>The genes that the engine reads. A gene that a candidate lacks takes the value named here as its default.</summary>
public static class GeneNames
{
    /// <summary>Prefix of a channel group's keep ratio, (0, 1]; default 1. The rest of the name is the group's name.</summary>
    public const string KeepPrefix = "keep:";

    /// <summary>Prefix of a residual block's gene, <see cref="KeepBlock"/> or <see cref="SkipBlock"/>; default keep. The rest of the name is the block's name.</summary>
    public const string BlockPrefix = "block:";

    /// <summary>The block stays.</summary>
    public const string KeepBlock = "keep";

    /// <summary>The block is left out as a whole.</summary>
    public const string SkipBlock = "skip";

    /// <summary>How channels are ranked, one of <see cref="PruningCriterion"/> in kebab case; default l1.</summary>
    public const string Criterion = "criterion";

    /// <summary>The shipped number format, one of <see cref="Precision"/> in kebab case; default fp32.</summary>
    public const string Precision = "precision";

    /// <summary>Range estimator of static int8, one of <see cref="CalibrationMethod"/> in kebab case; default min-max.</summary>
    public const string Calibration = "calibration";

    /// <summary>Softmax temperature of the distillation loss, at least 1; default 4 (Hinton et al. 2015).</summary>
    public const string Temperature = "distil-temperature";

    /// <summary>Weight of the distillation loss against the labels' loss, 0 (labels only) to 1; default 0.7.</summary>
    public const string Alpha = "distil-alpha";

    /// <summary>Peak learning rate of the fine-tuning; default 0.05 for SGD, 0.002 for AdamW.</summary>
    public const string LearningRate = "learning-rate";

    public static string Keep(string group) => KeepPrefix + group;

    public static string Block(string block) => BlockPrefix + block;
}

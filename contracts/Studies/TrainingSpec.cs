namespace AutoCompress.Studies;

/// <summary>How candidates are fine-tuned.</summary>
public sealed record TrainingSpec
{
    /// <summary>"cuda" to train on silos with a GPU only; null for any.</summary>
    public string? Device { get; init; }

    /// <summary>Bytes of main memory that a silo that trains has to have; null for any.</summary>
    public long? Memory { get; init; }

    /// <summary>Samples of a short trial.</summary>
    public int ProbeImages { get; init; } = 8000;

    /// <summary>Share of the time that refines the best front points, 0 to 0.9.</summary>
    public double RefineShare { get; init; } = 0.5;

    /// <summary>Front points that are refined.</summary>
    public int RefinePoints { get; init; } = 4;

    public int BatchSize { get; init; } = 64;

    /// <summary>Null for what suits the task, see <see cref="StudySpec.OptimizerOrDefault"/>.</summary>
    public OptimizerKind? Optimizer { get; init; }

    /// <summary>Momentum of SGD.</summary>
    public double Momentum { get; init; } = 0.9;

    public double WeightDecay { get; init; } = 5e-4;

    /// <summary>Share of the steps in which the learning rate climbs linearly from 0 before its cosine descent.</summary>
    public double WarmUp { get; init; } = 0.1;

    /// <summary>Largest shift in pixels of the crop augmentation; 0 switches it off.</summary>
    public int Shift { get; init; } = 2;

    /// <summary>Whether images are mirrored at random.</summary>
    public bool Flip { get; init; } = true;

    /// <summary>Distinct augmented views of a sample, whose teacher logits are cached.</summary>
    public int Views { get; init; } = 4;
}

namespace AutoCompress.Engine.Training;

/// <summary>What training minimises.</summary>
public enum LossKind
{
    /// <summary>Cross-entropy with labels, Kullback-Leibler divergence from a teacher, or both.</summary>
    CrossEntropy,

    /// <summary>Mean squared error to <see cref="TrainingBatch.Targets"/>: regression, and imitating a model that is no classifier.</summary>
    SquaredError,
}

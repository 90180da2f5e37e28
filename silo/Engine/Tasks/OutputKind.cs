namespace AutoCompress.Engine.Tasks;

/// <summary>What the numbers of an output mean; it decides the loss and how two models' answers are compared.</summary>
public enum OutputKind
{
    /// <summary>Scores of classes that exclude each other: cross-entropy, and Kullback-Leibler divergence from a teacher.</summary>
    Classes,

    /// <summary>Scores of flags of their own: binary cross-entropy.</summary>
    Flags,

    /// <summary>Real numbers: squared error.</summary>
    Values,
}

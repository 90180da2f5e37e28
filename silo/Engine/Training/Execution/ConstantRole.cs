namespace AutoCompress.Engine.Training.Execution;

/// <summary>What training does with a constant.</summary>
internal enum ConstantRole
{
    /// <summary>Nothing.</summary>
    Fixed,

    /// <summary>It is trained.</summary>
    Weight,

    /// <summary>A quantization scale whose logarithm is trained.</summary>
    Scale,

    /// <summary>A running mean or variance.</summary>
    Statistic,
}

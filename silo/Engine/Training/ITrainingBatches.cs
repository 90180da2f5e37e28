namespace AutoCompress.Engine.Training;

/// <summary>
/// An endless stream of augmented training samples. What lies at a position depends on the source's own seed and the position
/// alone, never on earlier calls: so a training that resumes at a position sees what it would have seen.
/// </summary>
public interface ITrainingBatches
{
    /// <summary>Shape of one sample without the batch axis, for example [1, 28, 28].</summary>
    IReadOnlyList<long> SampleShape { get; }

    /// <summary>Samples of one pass over the data, &gt; 0.</summary>
    long EpochSamples { get; }

    /// <summary>Numbers of the target row of one sample: the classes of a classifier. 0 when there is no teacher and no real-valued target.</summary>
    int TargetSize { get; }

    /// <summary>Whether <see cref="Fill"/> writes class labels.</summary>
    bool HasLabels { get; }

    /// <summary>Fills <paramref name="batch"/> with <see cref="TrainingBatch.Count"/> samples.</summary>
    /// <param name="position">Samples drawn before this batch since the training began, ≥ 0.</param>
    /// <param name="batch">Owned by the caller and reused; every element is overwritten.</param>
    void Fill(long position, TrainingBatch batch);
}

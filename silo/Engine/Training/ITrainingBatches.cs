using AutoCompress.Engine.Data;

namespace AutoCompress.Engine.Training;

/// <summary>
/// An endless stream of augmented training samples. What lies at a position depends on the source's own seed and the position
/// alone, never on earlier calls: so a training that resumes at a position sees what it would have seen.
/// </summary>
public interface ITrainingBatches
{
    /// <summary>The model's inputs in its order, and where each lies in a sample.</summary>
    IReadOnlyList<InputPart> Inputs { get; }

    /// <summary>Numbers of one sample, of all inputs together.</summary>
    int SampleSize { get; }

    /// <summary>Samples of one pass over the data, &gt; 0.</summary>
    long EpochSamples { get; }

    /// <summary>Numbers of the teacher's answer to one sample: the classes of a classifier. 0 when there is no teacher.</summary>
    int TargetSize { get; }

    /// <summary>Numbers of one sample's label: 1 for a class. 0 when there are no labels.</summary>
    int TruthSize { get; }

    /// <summary>Fills <paramref name="batch"/> with <see cref="TrainingBatch.Count"/> samples.</summary>
    /// <param name="position">Samples drawn before this batch since the training began, ≥ 0.</param>
    /// <param name="batch">Owned by the caller and reused; every element is overwritten.</param>
    void Fill(long position, TrainingBatch batch);
}

namespace AutoCompress.Engine.Training;

/// <summary>The buffers of one batch, allocated once and filled again and again.</summary>
/// <param name="count">Samples, at least 1.</param>
/// <param name="sampleSize">Numbers of one sample.</param>
/// <param name="truthSize">Numbers of one label; 0 for none.</param>
/// <param name="targetSize">Numbers of the teacher's answer; 0 for none.</param>
public sealed class TrainingBatch(int count, int sampleSize, int truthSize, int targetSize)
{
    /// <summary>The buffers for batches of a source.</summary>
    public static TrainingBatch For(ITrainingBatches batches, int count) => new(count, batches.SampleSize, batches.TruthSize, batches.TargetSize);

    /// <summary>Samples.</summary>
    public int Count { get; } = count;

    /// <summary>[Count, sample]: each sample's inputs one behind the other, scaled and normalised as the model wants them.</summary>
    public float[] Inputs { get; } = new float[checked(count * sampleSize)];

    /// <summary>[Count, label]: classes from 0 (a negative one does not count), flags or real numbers; empty when the source has no labels.</summary>
    public float[] Truth { get; } = new float[checked(count * truthSize)];

    /// <summary>[Count, answer]: what the teacher gives for these very views; empty when there is none.</summary>
    public float[] Targets { get; } = new float[checked(count * targetSize)];
}

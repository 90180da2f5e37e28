namespace AutoCompress.Engine.Training;

/// <summary>The buffers of one batch, allocated once and filled again and again.</summary>
public sealed class TrainingBatch
{
    public TrainingBatch(int count, IReadOnlyList<long> sampleShape, int targetSize, bool hasLabels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Count = count;
        TargetSize = targetSize;
        SampleShape = sampleShape;
        Inputs = new float[checked(count * (int)sampleShape.Aggregate(1L, (product, size) => checked(product * size)))];
        Labels = new long[hasLabels ? count : 0];
        Targets = new float[checked(count * targetSize)];
    }

    /// <summary>Samples.</summary>
    public int Count { get; }

    public IReadOnlyList<long> SampleShape { get; }

    /// <summary>Numbers of one row of <see cref="Targets"/>.</summary>
    public int TargetSize { get; }

    /// <summary>[Count, SampleShape...], scaled and normalised as the model wants it.</summary>
    public float[] Inputs { get; }

    /// <summary>[Count], each from 0 to classes − 1; empty when the source has no labels.</summary>
    public long[] Labels { get; }

    /// <summary>[Count, TargetSize]: the teacher's logits of these very views (or the real-valued targets of a regression); may be empty.</summary>
    public float[] Targets { get; }
}

using AutoCompress.Engine.Training;

namespace AutoCompress.Engine.Tests.Training;

/// <summary>Cancels the training once it asks for the samples at <paramref name="stopAt"/>.</summary>
internal sealed class StoppingBatches(ITrainingBatches inner, long stopAt, CancellationTokenSource stop) : ITrainingBatches
{
    public IReadOnlyList<long> SampleShape => inner.SampleShape;

    public long EpochSamples => inner.EpochSamples;

    public int TargetSize => inner.TargetSize;

    public bool HasLabels => inner.HasLabels;

    public void Fill(long position, TrainingBatch batch)
    {
        if (position >= stopAt)
        {
            stop.Cancel();
        }

        inner.Fill(position, batch);
    }
}

using AutoCompress.Engine.Data;
using AutoCompress.Engine.Training;

namespace AutoCompress.Engine.Tests.Training;

/// <summary>Cancels the training once it asks for the samples at <paramref name="stopAt"/>.</summary>
internal sealed class StoppingBatches(ITrainingBatches inner, long stopAt, CancellationTokenSource stop) : ITrainingBatches
{
    public IReadOnlyList<InputPart> Inputs => inner.Inputs;

    public int SampleSize => inner.SampleSize;

    public long EpochSamples => inner.EpochSamples;

    public int TargetSize => inner.TargetSize;

    public int TruthSize => inner.TruthSize;

    public void Fill(long position, TrainingBatch batch)
    {
        if (position >= stopAt)
        {
            stop.Cancel();
        }

        inner.Fill(position, batch);
    }
}

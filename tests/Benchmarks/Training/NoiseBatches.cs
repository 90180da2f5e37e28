using AutoCompress.Engine.Data;
using AutoCompress.Engine.Training;

namespace AutoCompress.Benchmarks.Training;

/// <summary>One batch of noise, made once and copied each time.</summary>
internal sealed class NoiseBatches : ITrainingBatches
{
    private readonly float[] _inputs;
    private readonly float[] _labels;

    public NoiseBatches(int count)
    {
        var random = new Random(1);
        _inputs = new float[count * 3 * 32 * 32];
        for (var i = 0; i < _inputs.Length; i++)
        {
            _inputs[i] = (random.NextSingle() * 2) - 1;
        }

        _labels = [.. Enumerable.Range(0, count).Select(_ => (float)random.NextInt64(10))];
    }

    public IReadOnlyList<InputPart> Inputs { get; } = [InputPart.Only(3, 32, 32)];

    public int SampleSize => Inputs[0].Size;

    public long EpochSamples => _labels.Length;

    public int TargetSize => 0;

    public int TruthSize => 1;

    public void Fill(long position, TrainingBatch batch)
    {
        _inputs.CopyTo(batch.Inputs, 0);
        _labels.CopyTo(batch.Truth, 0);
    }
}

using AutoCompress.Engine.Data;
using AutoCompress.Engine.Training;

namespace AutoCompress.Engine.Tests.Training;

/// <summary>Gaussian clouds around one centre a class: learned in a few steps.</summary>
internal sealed class BlobBatches(int classes, IReadOnlyList<long> sampleShape, float noise = 1f, int epochSamples = 256) : ITrainingBatches
{
    private readonly float[][] _centres = [.. Enumerable.Range(0, classes).Select(c => Normal(new Random(1000 + c), (int)sampleShape.Aggregate((a, b) => a * b)))];

    public IReadOnlyList<InputPart> Inputs { get; } = [InputPart.Only([.. sampleShape])];

    public IReadOnlyList<long> SampleShape => sampleShape;

    public int SampleSize => Inputs[0].Size;

    public long EpochSamples => epochSamples;

    public int TargetSize { get; init; }

    public bool HasLabels { get; init; } = true;

    public int TruthSize => HasLabels ? 1 : 0;

    public void Fill(long position, TrainingBatch batch)
    {
        for (var row = 0; row < batch.Count; row++)
        {
            var random = new Random((int)(position + row) % epochSamples);
            var label = random.Next(classes);
            var drawn = Normal(random, _centres[label].Length);
            for (var i = 0; i < drawn.Length; i++)
            {
                batch.Inputs[(row * drawn.Length) + i] = _centres[label][i] + (noise * drawn[i]);
            }

            if (HasLabels)
            {
                batch.Truth[row] = label;
            }

            for (var i = 0; i < TargetSize; i++)
            {
                batch.Targets[(row * TargetSize) + i] = i == label ? 6 : -1;
            }
        }
    }

    private static float[] Normal(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
}

using AutoCompress.Engine.Data;
using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Stages;

/// <summary>Unaugmented training samples to calibrate with, a batch at a time.</summary>
internal static class CalibrationBatches
{
    private const int Samples = 512;
    private const int BatchSize = 64;

    public static IEnumerable<Tensor> Of(DataSplits splits, DataFit fit)
    {
        var split = splits.Train.Take(Samples);
        var size = split.Data.SampleSize;
        for (var start = 0; start < split.Count; start += BatchSize)
        {
            var count = Math.Min(BatchSize, split.Count - start);
            var inputs = new float[count * size];
            for (var i = 0; i < count; i++)
            {
                split.Read(start + i, splits.Normalisation, inputs.AsSpan(i * size, size));
            }

            yield return fit.ToTensor(inputs, count);
        }
    }
}

using AutoCompress.Engine.Data;
using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Stages;

/// <summary>Unaugmented training samples to calibrate with, a batch at a time.</summary>
internal static class CalibrationBatches
{
    private const int Samples = 512;
    private const int BatchSize = 64;

    public static IEnumerable<IReadOnlyList<(string Name, Tensor Value)>> Of(DataSplits splits, DataFit fit)
    {
        var split = splits.Train.Take(Samples);
        for (var start = 0; start < split.Count; start += BatchSize)
        {
            yield return fit.Batch(split, start, Math.Min(BatchSize, split.Count - start));
        }
    }
}

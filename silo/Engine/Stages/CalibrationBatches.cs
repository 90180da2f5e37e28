using AutoCompress.Engine.Data;
using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Stages;

/// <summary>Unaugmented training samples to calibrate with, a batch at a time.</summary>
internal static class CalibrationBatches
{
    private const int Samples = 512;
    private const int BatchSize = 64;

    /// <param name="graph">Where its batch is fixed, that many samples come at a time.</param>
    public static IEnumerable<IReadOnlyList<(string Name, Tensor Value)>> Of(DataSplits splits, DataFit fit, ModelGraph graph)
    {
        var split = splits.Train.Take(Samples);
        var only = graph.Inputs[0].Shape is [{ Size: { } known }, ..] ? (int?)known : null;
        var step = only ?? BatchSize;
        for (var start = 0; start + (only ?? 1) <= split.Count; start += step)
        {
            yield return fit.Batch(split, start, Math.Min(step, split.Count - start));
        }
    }
}

using AutoCompress.Engine.Data;

namespace AutoCompress.Engine.Measuring.Statistics;

/// <summary>The mean of the classes' F1 scores, over the classes that occur among labels or answers.</summary>
internal static class MacroF1
{
    private const int Resamples = 500;

    /// <param name="labels">The true class of each sample, 0 to <paramref name="classes"/> − 1.</param>
    /// <param name="answers">The predicted class of each sample.</param>
    public static double Of(ReadOnlySpan<int> labels, ReadOnlySpan<int> answers, int classes)
    {
        var confusion = new int[classes * classes];
        for (var i = 0; i < labels.Length; i++)
        {
            confusion[(labels[i] * classes) + answers[i]]++;
        }

        return Of(confusion, classes);
    }

    /// <summary>Percentile bootstrap over the samples (Efron 1979), 500 resamples.</summary>
    /// <inheritdoc cref="Of(ReadOnlySpan{int}, ReadOnlySpan{int}, int)"/>
    /// <param name="seed">Of the resamples.</param>
    public static Interval Bootstrap(ReadOnlySpan<int> labels, ReadOnlySpan<int> answers, int classes, ulong seed)
    {
        var random = new SplitMix64(SplitMix64.Mix(seed, 0xB007));
        var cells = new int[labels.Length];
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = (labels[i] * classes) + answers[i];
        }

        var confusion = new int[classes * classes];
        var scores = new double[Resamples];
        for (var round = 0; round < Resamples; round++)
        {
            Array.Clear(confusion);
            for (var i = 0; i < cells.Length; i++)
            {
                confusion[cells[random.Next(cells.Length)]]++;
            }

            scores[round] = Of(confusion, classes);
        }

        Array.Sort(scores);
        return new(Quantiles.At(scores, 0.025), Quantiles.At(scores, 0.975));
    }

    private static double Of(int[] confusion, int classes)
    {
        var (sum, present) = (0.0, 0);
        for (var c = 0; c < classes; c++)
        {
            var (actual, answered) = (0, 0);
            for (var other = 0; other < classes; other++)
            {
                actual += confusion[(c * classes) + other];
                answered += confusion[(other * classes) + c];
            }

            if (actual + answered > 0)
            {
                sum += 2.0 * confusion[(c * classes) + c] / (actual + answered);
                present++;
            }
        }

        return sum / present;
    }
}

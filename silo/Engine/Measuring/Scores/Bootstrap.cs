using AutoCompress.Engine.Data;
using AutoCompress.Engine.Measuring.Statistics;

namespace AutoCompress.Engine.Measuring.Scores;

/// <summary>Percentile bootstrap over the samples (Efron 1979).</summary>
internal static class Bootstrap
{
    private const int Resamples = 500;

    /// <summary>The interval of a score.</summary>
    /// <param name="seed">Of the resamples.</param>
    public static Interval Of(Tally tally, Score score, ulong seed) => Difference(null, tally, score, seed);

    /// <summary>The interval of the first's score minus the second's, both on the same resamples.</summary>
    /// <param name="first">Null for the negative of nothing: the second's score itself.</param>
    /// <inheritdoc cref="Of"/>
    public static Interval Difference(Tally? first, Tally second, Score score, ulong seed)
    {
        var random = new SplitMix64(SplitMix64.Mix(seed, 0xB007));
        var (a, b) = (new double[first?.Size ?? 0], new double[second.Size]);
        var scores = new double[Resamples];
        for (var round = 0; round < Resamples; round++)
        {
            Array.Clear(a);
            Array.Clear(b);
            for (var i = 0; i < second.Count; i++)
            {
                var sample = random.Next(second.Count);
                first?.AddTo(sample, a);
                second.AddTo(sample, b);
            }

            scores[round] = first is null ? score(b) : score(a) - score(b);
        }

        Array.Sort(scores);
        return new(Quantiles.At(scores, 0.025), Quantiles.At(scores, 0.975));
    }
}

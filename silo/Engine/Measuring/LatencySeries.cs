using AutoCompress.Engine.Measuring.Statistics;

namespace AutoCompress.Engine.Measuring;

/// <summary>The timed runs of one contestant: all of them for the percentiles, and each block's median for the ratios.</summary>
internal sealed class LatencySeries(Contestant contestant, TimeProvider clock, LatencyOptions options)
{
    private const int MaxBlockRuns = 1000;
    private const int MaxKeptRuns = 400_000;
    private const int SteadyBlocks = 3;
    private const double SteadyWithin = 0.05;

    private readonly List<double> _runs = [];
    private readonly List<double> _blocks = [];
    private double[] _block = new double[1];
    private int _skipped;

    public string Name => contestant.Name;

    public int Runs => _runs.Count;

    /// <summary>The logarithm of each block's median time, in the order of the blocks.</summary>
    public IReadOnlyList<double> Blocks => _blocks;

    /// <summary>
    /// Runs until the last three blocks' medians lie within 5 %, or until <paramref name="limit"/>; then sets how many runs make a block.
    /// </summary>
    /// <returns>Whether it became steady.</returns>
    public bool WarmUp(TimeSpan limit)
    {
        var start = clock.GetTimestamp();
        var medians = new Queue<double>();
        do
        {
            _block = new double[RunsFor(Once())];
            FillBlock();
            medians.Enqueue(Quantiles.MedianOf(_block));
            if (medians.Count > SteadyBlocks)
            {
                medians.Dequeue();
            }
        }
        while (!IsSteady(medians) && clock.GetElapsedTime(start) < limit);

        var last = medians.Last();
        _block = new double[RunsFor(last)];
        // The first runs after another model's find its data in the caches; they are part of no block, unless a run is as long as one.
        _skipped = _block.Length >= 3 ? Math.Max(1, _block.Length / 10) : 0;
        return IsSteady(medians);
    }

    /// <summary>One block.</summary>
    public void TimeBlock()
    {
        for (var i = 0; i < _skipped; i++)
        {
            contestant.Run();
        }

        FillBlock();
        if (_runs.Count < MaxKeptRuns)
        {
            _runs.AddRange(_block);
        }

        _blocks.Add(Math.Log(Quantiles.MedianOf(_block)));
    }

    /// <summary>All kept times in milliseconds, ascending.</summary>
    public double[] SortedMilliseconds()
    {
        var sorted = _runs.Select(ticks => ticks * 1000 / clock.TimestampFrequency).ToArray();
        Array.Sort(sorted);
        return sorted;
    }

    /// <summary>The blocks' medians in milliseconds, ascending.</summary>
    public double[] SortedBlockMilliseconds()
    {
        var sorted = _blocks.Select(log => Math.Exp(log) * 1000 / clock.TimestampFrequency).ToArray();
        Array.Sort(sorted);
        return sorted;
    }

    private static bool IsSteady(Queue<double> medians) => medians.Count == SteadyBlocks && medians.Max() <= (1 + SteadyWithin) * medians.Min();

    private int RunsFor(double ticks) => (int)Math.Clamp(options.Block.TotalSeconds * clock.TimestampFrequency / ticks, 1, MaxBlockRuns);

    private void FillBlock()
    {
        for (var i = 0; i < _block.Length; i++)
        {
            _block[i] = Once();
        }
    }

    /// <summary>Timestamps of one run; at least one, so that logarithms exist.</summary>
    private double Once()
    {
        var start = clock.GetTimestamp();
        contestant.Run();
        return Math.Max(1, clock.GetTimestamp() - start);
    }
}

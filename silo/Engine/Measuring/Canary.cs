using System.Runtime.CompilerServices;
using AutoCompress.Engine.Measuring.Statistics;

namespace AutoCompress.Engine.Measuring;

/// <summary>
/// A fixed workload that is timed between the blocks: when its time moves, so does the machine (frequency, neighbours), and the
/// measurement is not to be trusted. Integer and floating-point work in registers, some 0.1 ms.
/// </summary>
internal sealed class Canary(Action work, TimeProvider clock)
{
    private const int Steps = 40_000;
    private readonly List<double> _times = [];

    /// <summary>The standard workload.</summary>
    public static Canary Standard(TimeProvider clock) => new(Sing, clock);

    /// <summary>Times the workload: the faster of two runs, so that a single interruption does not count.</summary>
    public void Time() => _times.Add(Math.Min(Once(), Once()));

    /// <summary>The largest distance of a third's median from the overall median, as a share of it; 0 with fewer than 3 times.</summary>
    public double Drift()
    {
        if (_times.Count < 3)
        {
            return 0;
        }

        var times = _times.ToArray();
        var third = times.Length / 3;
        var middle = Quantiles.MedianOf(_times.ToArray());
        return Enumerable.Range(0, 3)
            .Select(part => Quantiles.MedianOf(times.AsSpan(part * third, third)))
            .Max(median => Math.Abs((median / middle) - 1));
    }

    private double Once()
    {
        var start = clock.GetTimestamp();
        work();
        return clock.GetElapsedTime(start).Ticks;
    }

    /// <summary>Compiled at once and for good: code that the runtime makes faster while it is timed would look like a drift.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sing()
    {
        var (number, sum) = (88172645463325252UL, 1.0);
        for (var i = 0; i < Steps; i++)
        {
            number ^= number << 13;
            number ^= number >> 7;
            number ^= number << 17;
            sum = (sum * 0.999999) + (number & 1023);
        }

        GC.KeepAlive(sum);
    }
}

namespace AutoCompress.Engine.Measuring;

/// <summary>The processor time of a run, all threads of this process together.</summary>
internal static class CpuMeter
{
    private static readonly TimeSpan Enough = TimeSpan.FromMilliseconds(50);

    /// <summary>Seconds of one run, averaged over some 50 ms. The other threads of a measuring process sleep.</summary>
    public static double SecondsPerRun(Action run)
    {
        var start = Environment.CpuUsage.TotalTime;
        var runs = 0;
        var used = TimeSpan.Zero;
        for (; used < Enough; used = Environment.CpuUsage.TotalTime - start)
        {
            // Asking for the time costs a system call, so only after several runs.
            for (var i = 0; i < 8; i++, runs++)
            {
                run();
            }
        }

        return used.TotalSeconds / runs;
    }
}

namespace AutoCompress.Host.Store.Rows;

/// <summary>The time in which a study is worked on: a step of it runs, or a turn is about to say what comes next.</summary>
internal static class ActiveTime
{
    /// <summary>Milliseconds; an interval that is longer than any lease was nobody's (a suspended machine).</summary>
    public const long LongestInterval = 45_000;

    /// <summary>Milliseconds of the interval that is still open.</summary>
    public static long Open(long? since, long now) => since is { } start ? Math.Clamp(now - start, 0, LongestInterval) : 0;
}

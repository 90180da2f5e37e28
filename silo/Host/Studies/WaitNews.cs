namespace AutoCompress.Host.Studies;

/// <summary>What a study waits for, to one who watches it: told when it has been so for a while, and once.</summary>
internal sealed class WaitNews(TimeProvider time)
{
    /// <summary>Between two steps nobody runs for a moment.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(3);

    private string? _seen;
    private long _since;
    private string? _told;

    /// <returns>Whether what is seen now has to be told.</returns>
    public bool See(string? waits)
    {
        if (waits != _seen)
        {
            (_seen, _since) = (waits, time.GetTimestamp());
        }

        if (_seen == _told || (_seen is not null && time.GetElapsedTime(_since) < Settled))
        {
            return false;
        }

        _told = _seen;
        return true;
    }
}

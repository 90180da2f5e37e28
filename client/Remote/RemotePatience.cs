namespace AutoCompress.Client.Remote;

/// <summary>Growing pauses between attempts to go on with a transfer, for as long as the last progress is not too long ago.</summary>
internal sealed class RemotePatience(TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>Without a byte of progress.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private TimeSpan _pause = FirstPause;
    private long _done = -1;
    private long _since = time.GetTimestamp();

    /// <summary>Whether it is too long ago that anything arrived.</summary>
    public bool IsOver => time.GetElapsedTime(_since) >= Limit;

    /// <summary>So many bytes have arrived.</summary>
    public void Progress(long done)
    {
        if (done > _done)
        {
            (_pause, _done, _since) = (FirstPause, done, time.GetTimestamp());
        }
    }

    public async Task PauseAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(_pause, time, cancellationToken).ConfigureAwait(false);
        _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
    }
}

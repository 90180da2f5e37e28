namespace AutoCompress.Host.Store.Postgres;

/// <summary>A token that is cancelled soon after another one, on another thread: whoever cancels that one hears nothing of what comes of it.</summary>
/// <remarks>
/// Npgsql's own handler throws where a connection ends at the very moment of a cancellation (its connector's events are disposed by then).
/// In the canceller that exception would end a silo that was asked to stop, or, in a timer, the process.
/// </remarks>
internal sealed class ApartToken : IDisposable
{
    private readonly CancellationTokenSource _apart = new();
    private readonly CancellationTokenRegistration _cancelled;

    public ApartToken(CancellationToken cancellationToken) =>
        _cancelled = cancellationToken.UnsafeRegister(apart => _ = ((CancellationTokenSource)apart!).CancelAsync(), _apart);

    public CancellationToken Token => _apart.Token;

    public void Dispose()
    {
        _cancelled.Dispose();
        _apart.Dispose();
    }
}

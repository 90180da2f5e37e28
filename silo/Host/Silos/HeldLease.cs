using AutoCompress.Host.Store;
using AutoCompress.Trials;

namespace AutoCompress.Host.Silos;

/// <summary>A lease that this silo holds, as long as it may trust it.</summary>
internal sealed class HeldLease : IProgress<StageProgress>, IDisposable
{
    private readonly CancellationTokenSource _over;
    private readonly ISiloThreads _threads;
    private int _end = -1;
    private StageProgress? _progress;

    public HeldLease(long fence, TimeSpan trust, ISiloThreads threads, TimeProvider time)
    {
        (Fence, _threads) = (fence, threads);
        _over = new CancellationTokenSource(trust, time);
        Token = _over.Token;
    }

    public long Fence { get; }

    /// <summary>Cancelled when the lease may be trusted no longer, or whoever holds it must stop.</summary>
    public CancellationToken Token { get; }

    /// <summary>Why the holder must stop; <see cref="LeaseSignal.Lost"/> when the trust ran out.</summary>
    public LeaseSignal End => Volatile.Read(ref _end) is var end && end < 0 ? LeaseSignal.Lost : (LeaseSignal)end;

    /// <summary>The last progress that the step told.</summary>
    public StageProgress? Progress => Volatile.Read(ref _progress);

    /// <inheritdoc/>
    public void Report(StageProgress value) => Volatile.Write(ref _progress, value);

    /// <summary>A heartbeat's answer.</summary>
    /// <param name="trust">From now on; what the heartbeat itself took is taken off.</param>
    public void Renew(LeaseSignal signal, TimeSpan trust)
    {
        if (signal != LeaseSignal.Continue)
        {
            Stop(signal);
        }
        else if (trust > TimeSpan.Zero && !Token.IsCancellationRequested)
        {
            _over.CancelAfter(trust);
        }
    }

    /// <summary>Tells the holder to stop.</summary>
    public void Stop(LeaseSignal why)
    {
        Interlocked.CompareExchange(ref _end, (int)why, -1);
        // A heartbeat has better things to do than what the holder does now.
        _threads.Cancel(_over);
    }

    public void Dispose() => _over.Dispose();
}

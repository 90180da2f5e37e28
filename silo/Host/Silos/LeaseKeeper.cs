using System.Collections.Concurrent;
using AutoCompress.Host.Store;

namespace AutoCompress.Host.Silos;

/// <summary>What a silo holds, and how its heartbeats renew that. Used by the silo's loop and by its heartbeat at the same time.</summary>
internal sealed class LeaseKeeper(ISiloStore silos, SiloOptions options, ISiloThreads threads, TimeProvider time)
{
    private readonly ConcurrentDictionary<long, (StudyLease? Study, StepLease? Step, HeldLease Held)> _held = new();

    /// <param name="since">Timestamp taken before the lease was asked for.</param>
    public HeldLease Hold(StudyLease lease, long since) => Hold(lease.Fence, lease, null, since);

    /// <param name="since">Timestamp taken before the lease was asked for.</param>
    public HeldLease Hold(StepLease lease, long since) => Hold(lease.Fence, null, lease, since);

    /// <summary>The lease is given back or lost: no heartbeat speaks of it any more.</summary>
    public void Drop(HeldLease lease)
    {
        if (_held.TryRemove(lease.Fence, out _))
        {
            lease.Dispose();
        }
    }

    /// <summary>One heartbeat.</summary>
    public void Beat()
    {
        var beat = Begin();
        End(beat, silos.Beat(beat.Heartbeat));
    }

    /// <summary>A heartbeat that says what is held now.</summary>
    public OpenBeat Begin()
    {
        var since = time.GetTimestamp();
        var held = _held.Values.ToList();
        var heartbeat = new Heartbeat(
            options.Id,
            options.Lease,
            [.. held.Where(lease => lease.Study is not null).Select(lease => lease.Study!)],
            [.. held.Where(lease => lease.Step is not null).Select(lease => (lease.Step!, lease.Held.Progress))]);
        return new OpenBeat(heartbeat, [.. held.Select(lease => lease.Held)], since);
    }

    /// <summary>Takes the store's answer in. What is not in it is lost.</summary>
    public void End(OpenBeat beat, IReadOnlyDictionary<long, LeaseSignal> answers)
    {
        var trust = options.Trust - time.GetElapsedTime(beat.Since);
        foreach (var lease in beat.Held.Where(lease => _held.ContainsKey(lease.Fence)))
        {
            Answer(lease, answers.GetValueOrDefault(lease.Fence, LeaseSignal.Lost), trust);
        }
    }

    private static void Answer(HeldLease lease, LeaseSignal signal, TimeSpan trust)
    {
        try
        {
            lease.Renew(signal, trust);
        }
        catch (ObjectDisposedException)
        {
            // Dropped between the answer and here: its holder is done.
        }
    }

    private HeldLease Hold(long fence, StudyLease? study, StepLease? step, long since)
    {
        var trust = options.Trust - time.GetElapsedTime(since);
        var held = new HeldLease(fence, trust > TimeSpan.Zero ? trust : TimeSpan.Zero, threads, time);
        _held[fence] = (study, step, held);
        return held;
    }
}

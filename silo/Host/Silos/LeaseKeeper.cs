using System.Collections.Concurrent;
using AutoCompress.Host.Store;
using Microsoft.Extensions.Logging;

namespace AutoCompress.Host.Silos;

/// <summary>Renews what a silo holds, on a thread of its own: no work, however greedy, keeps a heartbeat from going out.</summary>
internal sealed partial class LeaseKeeper : IDisposable
{
    private readonly ConcurrentDictionary<long, (StudyLease? Study, StepLease? Step, HeldLease Held)> _held = new();
    private readonly ISiloStore _silos;
    private readonly SiloOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<LeaseKeeper> _logger;
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread _thread;
    private volatile bool _stopped;

    public LeaseKeeper(ISiloStore silos, SiloOptions options, TimeProvider time, ILogger<LeaseKeeper> logger)
    {
        (_silos, _options, _time, _logger) = (silos, options, time, logger);
        _thread = new Thread(Run) { IsBackground = true, Name = "silo heartbeat", Priority = ThreadPriority.AboveNormal };
    }

    public void Start() => _thread.Start();

    /// <summary>Sends a heartbeat at once: an order came.</summary>
    public void BeatSoon() => _wake.Set();

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
        var since = _time.GetTimestamp();
        var held = _held.Values.ToList();
        var answers = _silos.Beat(new Heartbeat(
            _options.Id,
            _options.Lease,
            [.. held.Where(lease => lease.Study is not null).Select(lease => lease.Study!)],
            [.. held.Where(lease => lease.Step is not null).Select(lease => (lease.Step!, lease.Held.Progress))]));
        var trust = _options.Trust - _time.GetElapsedTime(since);
        foreach (var lease in held.Select(lease => lease.Held).Where(lease => _held.ContainsKey(lease.Fence)))
        {
            Answer(lease, answers.GetValueOrDefault(lease.Fence, LeaseSignal.Lost), trust);
        }
    }

    public void Dispose()
    {
        _stopped = true;
        _wake.Set();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }

        _wake.Dispose();
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
        var trust = _options.Trust - _time.GetElapsedTime(since);
        var held = new HeldLease(fence, trust > TimeSpan.Zero ? trust : TimeSpan.Zero, _time);
        _held[fence] = (study, step, held);
        return held;
    }

    private void Run()
    {
        while (true)
        {
            _wake.WaitOne(_options.Heartbeat);
            if (_stopped)
            {
                return;
            }

            try
            {
                Beat();
            }
            catch (Exception problem)
            {
                // Whatever it was: the leases run out by themselves if the store stays away.
                LogMissed(problem.Message);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "A heartbeat failed: {Message}")]
    private partial void LogMissed(string message);
}

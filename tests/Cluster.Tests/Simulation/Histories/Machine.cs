using AutoCompress.Host.Archive;
using AutoCompress.Host.Silos;
using AutoCompress.Host.Store;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AutoCompress.Cluster.Tests.Simulation.Histories;

/// <summary>A machine that runs a silo, one life after the other.</summary>
internal sealed class Machine(HistoryWorld history, int number, MachinePlan plan)
{
    private static readonly SiloMetrics Metrics = new();
    private readonly World _world = history.World;
    private Action _stop = () => { };
    private int _life;
    private bool _isNeeded = true;

    /// <summary>The life of now; null between two.</summary>
    public Process? Life { get; private set; }

    public RemoteStore? Store { get; private set; }

    private string Id => $"silo-{number}-{_life}";

    public void Start(bool again = false)
    {
        if (Life is not null || !_isNeeded)
        {
            return;
        }

        _life += again && _life > 0 ? 0 : 1;
        var stop = new CancellationTokenSource();
        _stop = stop.Cancel;
        var life = Life = new Process(_world, Id, plan.Rate, TimeSpan.FromSeconds(plan.Offset));
        Store = new RemoteStore(history.Network, life, history.Store);
        history.Oracle.Lives(life);
        _world.Trace.Add(_world.Now, Id, "starts");
        life.Later(TimeSpan.Zero, () => _ = LiveAsync(life, Store, stop.Token));
    }

    public void Kill(TimeSpan pause, bool again)
    {
        if (Life is { } life)
        {
            _world.Trace.Add(_world.Now, life.Name, "is killed");
            life.Kill();
            Follow(pause, again);
        }
    }

    /// <summary>The process died by what it ran.</summary>
    public void LookAfter()
    {
        if (Life is { IsDead: true })
        {
            Follow(TimeSpan.FromSeconds(3), again: false);
        }
    }

    public void Stop(TimeSpan time)
    {
        if (Life is { IsStopped: false } life)
        {
            _world.Trace.Add(_world.Now, life.Name, "is stopped");
            life.Stop();
            _world.Later(time, null, () => Wake(life));
        }
    }

    public void Wake()
    {
        if (Life is { } life)
        {
            Wake(life);
        }
    }

    public void Drain()
    {
        _world.Trace.Add(_world.Now, Id, "is asked to end");
        Life?.Later(TimeSpan.Zero, _stop);
    }

    /// <summary>The end of the history: no other life follows.</summary>
    public void End()
    {
        _isNeeded = false;
        Drain();
    }

    private void Wake(Process life)
    {
        if (life.IsStopped)
        {
            _world.Trace.Add(_world.Now, life.Name, "goes on");
            life.Wake();
        }
    }

    private void Follow(TimeSpan pause, bool again)
    {
        (Life, Store) = (null, null);
        _world.Later(pause, null, () => Start(again));
    }

    private async Task LiveAsync(Process life, RemoteStore store, CancellationToken stop)
    {
        var how = "leaves";
        try
        {
            await SiloOf(life, store).RunAsync(stop).ConfigureAwait(false);
        }
        catch (StoreException)
        {
            how = "gives up";
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            how = "never joins";
        }
        catch (Exception problem)
        {
            history.Oracle.Violate($"The silo {life.Name} ended by {problem}");
        }

        _world.Trace.Add(_world.Now, life.Name, how);
        history.Oracle.Left(life, willingly: how == "leaves");
        life.Kill();
        Follow(TimeSpan.FromSeconds(5), again: false);
    }

    private Silo SiloOf(Process life, RemoteStore store) => new(
        store,
        history.Artifacts.For(life),
        new SimulatedExecutor(_world, life, history.Fates, history.Oracle),
        history.Pipeline,
        new ArchiveQueue(life.Clock),
        Metrics,
        Options.Create(new SiloOptions
        {
            Id = life.Name,
            Cores = [.. Enumerable.Range(0, plan.Cores)],
            Labels = plan.Labels,
            WorkFolder = Path.Combine(history.Folder, $"{number}"),
            Poll = TimeSpan.FromSeconds(10),
            Heartbeat = TimeSpan.FromSeconds(8),
        }),
        new SimulatedThreads(life, store),
        life.Clock,
        NullLoggerFactory.Instance);
}

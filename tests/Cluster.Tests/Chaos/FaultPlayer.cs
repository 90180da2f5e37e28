using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace AutoCompress.Cluster.Tests.Chaos;

/// <summary>Plays a script of faults on a cluster. What passes is mended again; what it finds wrong in doing so is kept.</summary>
/// <param name="say">Told of what happens when it happens.</param>
internal sealed class FaultPlayer(ChaosCluster cluster, Action<string> say) : IDisposable
{
    private const int PageBytes = 4096;
    private const int ChunkBytes = 1 << 20;

    private readonly SemaphoreSlim _database = new(1);
    private readonly SemaphoreSlim _artifacts = new(1);
    private readonly ConcurrentQueue<string> _violations = new();
    private readonly ConcurrentQueue<string> _missing = new();
    private readonly List<Task> _playing = [];

    public ImmutableArray<string> Violations => [.. _violations];

    /// <summary>Faults that this machine does not permit.</summary>
    public ImmutableArray<string> Missing => [.. _missing.Distinct()];

    /// <summary>Plays the whole script.</summary>
    /// <param name="trials">How many trials have ended; asked again and again.</param>
    /// <returns>Done when the last fault has passed.</returns>
    public async Task PlayAsync(IEnumerable<ScriptedFault> script, Func<Task<int>> trials, CancellationToken cancellationToken)
    {
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        var waiting = new Queue<ScriptedFault>(script);
        while (waiting.TryPeek(out var next))
        {
            await poll.WaitForNextTickAsync(cancellationToken);
            if (await trials() >= next.AfterTrials)
            {
                _playing.Add(PlayAsync(waiting.Dequeue(), cancellationToken));
            }
        }

        await PassedAsync();
    }

    /// <summary>Done when all faults that have begun have passed.</summary>
    public Task PassedAsync() => Task.WhenAll(_playing);

    public void Dispose()
    {
        _database.Dispose();
        _artifacts.Dispose();
    }

    private async Task PlayAsync(ScriptedFault scripted, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromSeconds(scripted.Delay), cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!cancellationToken.IsCancellationRequested)
        {
            say($"{scripted.Fault}");
            await PlayAsync(scripted.Fault);
        }
    }

    private async Task PlayAsync(Fault fault)
    {
        switch (fault)
        {
            case Fault.Kill kill:
                cluster.Silos[kill.Silo].End(Signals.Kill, TimeSpan.FromSeconds(kill.Away), !kill.Alone);
                break;
            case Fault.Stop stop:
                cluster.Silos[stop.Silo].End(Signals.Terminate, TimeSpan.FromSeconds(stop.Away), withChildren: false);
                break;
            case Fault.Freeze freeze:
                var thaw = cluster.Silos[freeze.Silo].Freeze();
                await PassAsync(freeze.Seconds);
                thaw();
                break;
            case Fault.Hold hold:
                cluster.Silos[hold.Silo].Proxy.Hold();
                await PassAsync(hold.Seconds);
                cluster.Silos[hold.Silo].Proxy.LetGo();
                break;
            case Fault.RestartDatabase restart:
                await OneAtATimeAsync(_database, () => RestartAsync(restart));
                break;
            case Fault.FillDisk fill:
                await FillAsync(cluster.Silos[fill.Silo], fill.Seconds);
                break;
            case Fault.CutArtifacts cut:
                await OneAtATimeAsync(_artifacts, () => CutAsync(cut.Seconds));
                break;
            case Fault.HideArtifacts hide:
                await OneAtATimeAsync(_artifacts, () => HideAsync(cluster.Silos[hide.Silo], hide.Seconds));
                break;
            default:
                throw new InvalidOperationException($"Nobody can play {fault}.");
        }
    }

    private static async Task OneAtATimeAsync(SemaphoreSlim gate, Func<Task> play)
    {
        await gate.WaitAsync();
        try
        {
            await play();
        }
        finally
        {
            gate.Release();
        }
    }

    private static Task PassAsync(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds));

    private async Task RestartAsync(Fault.RestartDatabase restart)
    {
        await (restart.Crash ? cluster.Server.CrashAsync() : cluster.Server.StopAsync());
        await PassAsync(restart.Away);
        await cluster.Server.StartAgainAsync();
    }

    private async Task CutAsync(double seconds)
    {
        await cluster.Artifacts.CutAsync();
        await PassAsync(seconds);
        if (await cluster.Artifacts.MendAsync() is { } fault)
        {
            _violations.Enqueue(fault);
        }
    }

    private async Task HideAsync(SiloProcess silo, double seconds)
    {
        if (!cluster.Artifacts.CanHideFrom(silo))
        {
            _missing.Enqueue("no mount of artifacts came undone: mounting is not permitted here");
            return;
        }

        if (await cluster.Artifacts.HideFromAsync(silo) is { } problem)
        {
            _violations.Enqueue(problem);
            return;
        }

        await PassAsync(seconds);
        if (await cluster.Artifacts.ShowToAsync(silo) is { } fault)
        {
            _violations.Enqueue(fault);
        }
    }

    private async Task FillAsync(SiloProcess silo, double seconds)
    {
        if (silo.Mounts is not { } mounts)
        {
            _missing.Enqueue("no disk was filled: mounting is not permitted here");
            return;
        }

        var path = mounts.Seen(Path.Combine(silo.Folder, "filler"));
        await using (var filler = File.Create(path, bufferSize: 0))
        {
            Fill(filler, ChunkBytes);
            Fill(filler, PageBytes);
        }

        await PassAsync(seconds);
        File.Delete(path);
    }

    private static void Fill(FileStream filler, int bytes)
    {
        var chunk = new byte[bytes];
        try
        {
            while (true)
            {
                filler.Write(chunk);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }
}

using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using AutoCompress.Artifacts;
using AutoCompress.Host.Store;
using AutoCompress.Host.Studies;
using AutoCompress.Host.Trials;
using AutoCompress.Trials;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AutoCompress.Host.Silos;

/// <summary>A worker of the cluster: takes studies and gives them their turns, takes steps and runs them, until it is asked to stop.</summary>
internal sealed partial class Silo(
    IClusterStore store,
    IArtifactStore artifacts,
    IStageExecutor executor,
    ITrialPipeline pipeline,
    SiloMetrics metrics,
    IOptions<SiloOptions> options,
    ISiloThreads threads,
    TimeProvider time,
    ILoggerFactory loggers)
{
    private readonly SiloOptions _options = options.Value;
    private readonly SiloSlots _slots = new(
        options.Value.Cores, options.Value.Labels, options.Value.SlotFolder is { } folder ? new HostSlots(folder) : null);

    private readonly Dictionary<HeldLease, StudyGrain> _studies = [];
    private readonly Dictionary<HeldLease, RunningStep> _steps = [];
    private readonly ILogger<Silo> _logger = loggers.CreateLogger<Silo>();

    /// <summary>Spreads the polls of silos with different names, the same way in every life.</summary>
    private readonly Random _jitter = new(BinaryPrimitives.ReadInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(options.Value.Id))));

    /// <summary>Works until <paramref name="cancellationToken"/> asks for the end; then running steps get their grace and go back to the queue.</summary>
    /// <exception cref="StoreException">The store cannot be used any more; the message says why.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        EmptyWorkFolder();
        var offer = new SiloOffer(_options.Id, HostSlots.Machine, _options.Labels, [.. _options.Cores]);
        await store.Silos.JoinAsync(offer, _options.Lease, cancellationToken).ConfigureAwait(false);
        var keeper = new LeaseKeeper(store.Silos, _options, threads, time);
        using var heartbeat = threads.Start(keeper, _options.Heartbeat);
        LogJoined(_options.Id, _options.Cores.Count, string.Join(", ", _options.Labels));
        var sidestep = new Sidestep(store.Silos, _options, threads, time, loggers.CreateLogger<Sidestep>());
        var runner = new StepRunner(
            store.Work, artifacts, executor, sidestep, metrics, threads, time, _options, loggers.CreateLogger<StepRunner>());
        try
        {
            await WorkAsync(keeper, heartbeat, runner, sidestep, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await DrainAsync(keeper).ConfigureAwait(false);
        }
        catch
        {
            await AbandonAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task WorkAsync(LeaseKeeper keeper, IHeartbeat heartbeat, StepRunner runner, Sidestep sidestep, CancellationToken cancellationToken)
    {
        var idle = 1;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (changed, ordered) = (store.Changes.Next, store.Orders.Next);
            await ReapAsync(keeper).ConfigureAwait(false);
            await TakeStudiesAsync(keeper, cancellationToken).ConfigureAwait(false);
            await TurnStudiesAsync(keeper, cancellationToken).ConfigureAwait(false);
            if (await sidestep.MayWorkAsync(cancellationToken).ConfigureAwait(false))
            {
                _slots.Reserve();
                await TakeStepsAsync(keeper, runner, cancellationToken).ConfigureAwait(false);
                _slots.Release();
            }

            var poll = threads.Pause(_options.Poll * idle * (0.75 + 0.5 * _jitter.NextDouble()), cancellationToken);
            await Task.WhenAny(_steps.Values.Select(step => step.Work).Append(changed).Append(poll)).ConfigureAwait(false);
            idle = _studies.Count > 0 || _steps.Count > 0 || changed.IsCompleted ? 1 : Math.Min(2 * idle, SiloOptions.IdlePolls);
            if (ordered.IsCompleted)
            {
                heartbeat.BeatSoon();
            }
        }
    }

    private async Task TakeStudiesAsync(LeaseKeeper keeper, CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        foreach (var lease in await store.Grains.ClaimAsync(_options.Id, _options.Lease, cancellationToken).ConfigureAwait(false))
        {
            LogActivated(lease.Study, lease.Fence);
            _studies[keeper.Hold(lease, since)] = new StudyGrain(store, pipeline, lease, loggers.CreateLogger<StudyGrain>());
        }
    }

    private async Task TurnStudiesAsync(LeaseKeeper keeper, CancellationToken cancellationToken)
    {
        foreach (var (held, grain) in _studies.ToList())
        {
            if (held.Token.IsCancellationRequested || !await grain.RunAsync(cancellationToken).ConfigureAwait(false))
            {
                _studies.Remove(held);
                keeper.Drop(held);
            }
        }
    }

    private async Task TakeStepsAsync(LeaseKeeper keeper, StepRunner runner, CancellationToken cancellationToken)
    {
        while (_slots.Free > 0)
        {
            var offer = new WorkOffer(_options.Id, _slots.Labels, _slots.Free, _slots.All, _options.Lease);
            var since = time.GetTimestamp();
            var leases = await store.Work.ClaimAsync(offer, cancellationToken).ConfigureAwait(false);
            if (leases.IsEmpty)
            {
                return;
            }

            foreach (var lease in leases)
            {
                Start(keeper.Hold(lease, since), lease, runner);
            }
        }
    }

    private void Start(HeldLease held, StepLease lease, StepRunner runner)
    {
        var cores = _slots.Take(lease.Stage);
        metrics.StepStarted();
        LogStarted(lease.Stage.Name, lease.Study, lease.Trial ?? 0, lease.Attempt, string.Join(',', cores));
        _steps[held] = new RunningStep(lease, cores, threads.Run(() => runner.RunAsync(lease, held, cores)));
    }

    /// <summary>Frees the slots of steps that have ended; a step that could not write to the store ends the silo.</summary>
    private async Task ReapAsync(LeaseKeeper keeper)
    {
        foreach (var (held, step) in _steps.Where(step => step.Value.Work.IsCompleted).ToList())
        {
            _steps.Remove(held);
            _slots.Return(step.Lease.Stage, step.Cores);
            keeper.Drop(held);
            await step.Work.ConfigureAwait(false);
        }
    }

    private async Task DrainAsync(LeaseKeeper keeper)
    {
        LogDraining(_options.Id, _steps.Count);
        await store.Silos.DrainAsync(_options.Id, CancellationToken.None).ConfigureAwait(false);
        var all = Task.WhenAll(_steps.Values.Select(step => step.Work));
        await Task.WhenAny(all, threads.Pause(_options.Grace, CancellationToken.None)).ConfigureAwait(false);
        foreach (var held in _steps.Keys)
        {
            held.Stop(LeaseSignal.Pause);
        }

        await all.ConfigureAwait(false);
        await ReapAsync(keeper).ConfigureAwait(false);
        foreach (var (held, grain) in _studies)
        {
            await grain.ReleaseAsync().ConfigureAwait(false);
            keeper.Drop(held);
        }

        await store.Silos.LeaveAsync(_options.Id, CancellationToken.None).ConfigureAwait(false);
        LogLeft(_options.Id);
    }

    /// <summary>Ends what runs when the store is gone: nothing can be written any more, the leases run out.</summary>
    private async Task AbandonAsync()
    {
        foreach (var held in _steps.Keys)
        {
            held.Stop(LeaseSignal.Lost);
        }

        await Task.WhenAll(_steps.Values.Select(step => step.Work)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void EmptyWorkFolder()
    {
        try
        {
            if (Directory.Exists(_options.WorkFolder))
            {
                Directory.Delete(_options.WorkFolder, recursive: true);
            }

            Directory.CreateDirectory(_options.WorkFolder);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"The work folder {_options.WorkFolder} cannot be written: {problem.Message}", problem);
        }
    }

    private sealed record RunningStep(StepLease Lease, ImmutableArray<int> Cores, Task Work);
}

using System.Collections.Immutable;
using AutoCompress.Host.Store;
using AutoCompress.Host.Studies;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Store;

/// <summary>What every store promises. A store's test class derives from this and opens it.</summary>
public abstract partial class ClusterStoreContract : IDisposable
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(40);
    private IClusterStore? _store;

    private protected IClusterStore Store => _store ??= Open();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _store?.Dispose();
        Clean();
        GC.SuppressFinalize(this);
    }

    /// <summary>An empty store.</summary>
    private protected abstract IClusterStore Open();

    /// <summary>Moves the store's clock on.</summary>
    protected abstract void Advance(TimeSpan time);

    protected virtual void Clean()
    {
    }

    private async Task<StudyStatus> CreateAsync(string name = "sample", string? key = null) =>
        (await Store.Studies.CreateAsync(new NewStudy(Samples.Spec(name), Samples.Inputs, key), None)).Study;

    private Task JoinAsync(string silo = "a", int cores = 2) => Store.Silos.JoinAsync(Samples.Offer(silo, cores), Lease, None);

    private async Task<StudyLease> ActivateAsync(string silo = "a")
    {
        await CreateAsync();
        await JoinAsync(silo);
        return Assert.Single(await Store.Grains.ClaimAsync(silo, Lease, None));
    }

    private async Task<StudyRecord> ReadAsync(StudyLease lease) => (await Store.Grains.ReadAsync(lease, null, None))!;

    private async Task CommitAsync(StudyLease lease, StudyTurn turn) =>
        Assert.Equal(TurnOutcome.Committed, await Store.Grains.CommitAsync(lease, (await ReadAsync(lease)).Seq, turn, None));

    /// <summary>A study that explores with <paramref name="trials"/> running trials.</summary>
    private async Task<StudyLease> ExploreAsync(int trials = 1)
    {
        var lease = await ActivateAsync();
        var plan = Samples.Plan;
        await CommitAsync(lease, new StudyTurn { Plan = new StudyPlan(plan.Analysis, plan.Sensitivity, plan.Space), State = StudyState.Exploring });
        await CommitAsync(lease, new StudyTurn { Proposed = [.. Enumerable.Range(1, trials).Select(n => Samples.Trial(n))], Decision = "{}" });
        return lease;
    }

    private Task<StageAdvance> AdvanceAsync(StudyLease lease, int? trial, params Stage[] stages) => Store.AdvanceAsync(lease, trial, [.. stages], None);

    private async Task<ClusterLoad> LoadAsync(StudyLease lease) => (await Store.Grains.ReadAsync(lease, null, None))!.Load;

    private Task<StepLease?> ClaimStepAsync(string silo = "a", int free = 2, params string[] labels) => Store.ClaimOneAsync(
        new WorkOffer(silo, labels.Length == 0 ? [StageLabels.Cpu, StageLabels.Measure] : [.. labels], free, 2, Lease), None);

    private async Task<StepLease> MustClaimAsync(string silo = "a") => Assert.IsType<StepLease>(await ClaimStepAsync(silo));

    private IReadOnlyDictionary<long, LeaseSignal> Beat(string silo, StudyLease? study = null, StepLease? step = null) => Store.Silos.Beat(new Heartbeat(
        silo, Lease, study is null ? [] : [study], step is null ? [] : [(step, new StageProgress(0.5, "half"))]));

    private async Task<ImmutableArray<StudyEvent>> EventsAsync(string study, long after = 0) => await Store.Studies.EventsAsync(study, after, 1000, None);
}

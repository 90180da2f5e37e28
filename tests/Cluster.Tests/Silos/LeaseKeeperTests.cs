using AutoCompress.Cluster.Tests.Store;
using AutoCompress.Host.Silos;
using AutoCompress.Host.Store;
using AutoCompress.Host.Store.Sqlite;
using AutoCompress.Trials;
using Microsoft.Extensions.Logging.Abstractions;

namespace AutoCompress.Cluster.Tests.Silos;

public sealed class LeaseKeeperTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("keeper-").FullName;
    private readonly ManualClock _clock = new();
    private readonly SqliteClusterStore _store;
    private readonly SiloOptions _options = new() { Id = "a", Heartbeat = TimeSpan.FromHours(1) };
    private readonly LeaseKeeper _keeper;

    public LeaseKeeperTests()
    {
        _store = new SqliteClusterStore(_folder, _clock);
        _keeper = new LeaseKeeper(_store.Silos, _options, _clock, NullLogger<LeaseKeeper>.Instance);
    }

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _keeper.Dispose();
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Beat_HeldLeases_RenewsThemAndKeepsThemTrusted()
    {
        var (study, step) = await ClaimAsync();
        using var held = _keeper.Hold(step, _clock.GetTimestamp());
        using var activation = _keeper.Hold(study, _clock.GetTimestamp());

        for (var beat = 0; beat < 3; beat++)
        {
            _clock.Advance(TimeSpan.FromSeconds(25));
            _keeper.Beat();
        }

        Assert.False(held.Token.IsCancellationRequested);
        Assert.False(activation.Token.IsCancellationRequested);
        Assert.Null(await _store.ClaimOneAsync(new WorkOffer("b", [StageLabels.Cpu], 1, 1, _options.Lease), None));
    }

    [Fact]
    public async Task Beat_NoneForTheTrustWindow_EndsTheTrustBeforeTheLease()
    {
        var (_, step) = await ClaimAsync();
        using var held = _keeper.Hold(step, _clock.GetTimestamp());

        _clock.Advance(_options.Trust);
        _clock.Fire();

        Assert.True(held.Token.IsCancellationRequested);
        Assert.Equal(LeaseSignal.Lost, held.End);
        Assert.Null(await _store.ClaimOneAsync(new WorkOffer("b", [StageLabels.Cpu], 1, 1, _options.Lease), None));
    }

    [Fact]
    public async Task Beat_AfterAPause_TellsTheStep()
    {
        var (study, step) = await ClaimAsync();
        using var held = _keeper.Hold(step, _clock.GetTimestamp());
        var stopped = new TaskCompletionSource();
        held.Token.Register(() => stopped.TrySetResult());

        await _store.Studies.PauseAsync(study.Study, null, None);
        _keeper.Beat();

        await stopped.Task.WaitAsync(None);
        Assert.Equal(LeaseSignal.Pause, held.End);
    }

    [Fact]
    public async Task Beat_LeaseOfAnother_IsLost()
    {
        var (_, step) = await ClaimAsync();
        _clock.Advance(_options.Lease * 2);
        await _store.ClaimOneAsync(new WorkOffer("b", [StageLabels.Cpu], 1, 1, _options.Lease), None);
        using var held = _keeper.Hold(step, _clock.GetTimestamp());

        _keeper.Beat();

        Assert.Equal(LeaseSignal.Lost, held.End);
    }

    [Fact]
    public async Task BeatSoon_RunningThread_BeatsWithoutWaiting()
    {
        var (study, step) = await ClaimAsync();
        using var held = _keeper.Hold(step, _clock.GetTimestamp());
        var stopped = new TaskCompletionSource();
        held.Token.Register(() => stopped.TrySetResult());
        _keeper.Start();

        await _store.Studies.CancelAsync(study.Study, None);
        _keeper.BeatSoon();

        await stopped.Task.WaitAsync(None);
        Assert.Equal(LeaseSignal.Cancel, held.End);
    }

    private async Task<(StudyLease Study, StepLease Step)> ClaimAsync()
    {
        await _store.Studies.CreateAsync(new NewStudy(Samples.Spec(), Samples.Inputs, null), None);
        var study = Assert.Single(await _store.Grains.ClaimAsync("a", _options.Lease, None));
        await _store.AdvanceAsync(study, null, [Samples.Stage("analyse")], None);
        return (study, (await _store.ClaimOneAsync(new WorkOffer("a", [StageLabels.Cpu], 1, 1, _options.Lease), None))!);
    }
}

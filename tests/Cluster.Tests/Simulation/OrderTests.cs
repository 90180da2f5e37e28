using AutoCompress.Cluster.Tests.Store;
using AutoCompress.Host.Store;
using AutoCompress.Host.Studies;
using AutoCompress.Host.Tenants;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Simulation;

/// <summary>What a user orders, and what becomes of it while steps run.</summary>
public sealed class OrderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("orders-").FullName;

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PauseOrCancel_WhileAStepRuns_StopsItByTheNextHeartbeat(bool pause)
    {
        using var host = new SimulatedHost(_folder, new FormulaExecutor());
        var id = await host.SubmitAsync(trials: 4);
        var (begun, ended) = (NewSource(), NewSource());
        host.Executor.Middle = async (stage, cancellationToken) =>
        {
            if (stage.Name == "train" && begun.TrySetResult())
            {
                // It would go on for ever.
                await using var registration = cancellationToken.Register(() => ended.TrySetResult());
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }
        };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(None);
        var silo = Task.Run(() => host.Silo(cores: 1).RunAsync(stop.Token), None);
        await begun.Task.WaitAsync(None);

        // The silo's poll is half a minute and its lease two hours: only a heartbeat, which an order calls for, can tell it in time.
        Assert.Equal(StudyChange.Applied, pause ? await host.Directory.PauseAsync(id, None) : await host.Directory.CancelAsync(id, None));
        await ended.Task.WaitAsync(None);

        if (pause)
        {
            Assert.Equal(StudyChange.Applied, await host.Directory.ResumeAsync(id, None));
            await foreach (var happened in host.Directory.WatchAsync(id, 0, None))
            {
                if (happened.State == StudyState.Completed)
                {
                    break;
                }
            }
        }

        await stop.CancelAsync();
        await silo;
        Assert.Equal(pause ? StudyState.Completed : StudyState.Cancelled, (await host.Directory.FindAsync(id, None))!.State);
    }

    [Fact]
    public async Task Watch_StudyOfATenantWithoutCoreTime_SaysSoAndGoesOnWhenItIsRaised()
    {
        var clock = new ManualClock();
        using var host = new SimulatedHost(_folder, new FormulaExecutor(), clock);
        await host.Store.Tenants.SetAsync("a", new TenantLimits { Quota = TimeSpan.Zero }, None);
        await host.Store.Silos.JoinAsync(Samples.Offer("a"), TimeSpan.FromDays(100_000), None);
        var spec = SimulatedHost.Spec(trials: 4) with { Tenant = "a" };
        var id = Assert.IsType<Submission.Accepted>(await host.Directory.SubmitAsync(spec, null, None)).Study.Id;
        await using var events = host.Directory.WatchAsync(id, 0, None).GetAsyncEnumerator(None);
        Assert.True(await events.MoveNextAsync());
        var next = events.MoveNextAsync().AsTask();
        await AdvanceAsync(clock, next);

        Assert.True(await next);
        Assert.Equal((StudyEventKind.Waits, 1L), (events.Current.Kind, events.Current.Seq));
        Assert.Equal("waits for its quota: tenant 'a' has used its 0 core-hours; it goes on when the quota is raised.", events.Current.Message);
        Assert.Equal(events.Current.Message, (await host.Directory.FindAsync(id, None))!.Waits);

        next = events.MoveNextAsync().AsTask();
        await host.Store.Tenants.SetAsync("a", new TenantLimits(), None);
        await AdvanceAsync(clock, next);
        Assert.True(await next);
        Assert.Equal((StudyEventKind.Waits, null), (events.Current.Kind, events.Current.Message));
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets time pass until it is done.</summary>
    private static async Task AdvanceAsync(ManualClock clock, Task done)
    {
        while (!done.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            clock.Fire();
            await Task.Yield();
        }
    }
}

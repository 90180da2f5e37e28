using AutoCompress.Cluster.Tests.Store;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Simulation;

/// <summary>A silo that is asked to stop in the middle of a step, on any store.</summary>
internal static class DrainScenario
{
    public static async Task CheckAsync(SimulatedHost host)
    {
        var none = TestContext.Current.CancellationToken;
        var id = await host.SubmitAsync();
        var running = new TaskCompletionSource();
        host.Executor.Middle = async (_, cancellationToken) =>
        {
            running.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        };
        using var stop = new CancellationTokenSource();
        var silo = Task.Run(() => host.Silo().RunAsync(stop.Token), none);
        await running.Task;

        await stop.CancelAsync();
        await silo;

        var step = Assert.Single(await host.Directory.StepsAsync(id, none));
        Assert.Equal(("analyse", null), (step.Stage, step.Silo));
        Assert.Empty(await host.Directory.SilosAsync(none));
        Assert.Single(await host.Store.Grains.ClaimAsync("b", TimeSpan.FromSeconds(40), none));
        var claimed = await host.Store.ClaimOneAsync(new("b", [StageLabels.Cpu], 1, 1, TimeSpan.FromSeconds(40)), none);
        Assert.Equal(1, claimed!.Attempt);
    }
}

using AutoCompress.Host.Studies;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Simulation;

/// <summary>A training goes on where it was, also on another machine.</summary>
public sealed class CheckpointTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("checkpoints-").FullName;

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Step_HandedBackInTheMiddle_GoesOnElsewhereFromItsCheckpoint()
    {
        var (here, there) = (Executor("here"), Executor("there"));
        using var first = new SimulatedHost(_folder, here);
        using var second = new SimulatedHost(_folder, there, store: first.Store);
        var id = await first.SubmitAsync(trials: 2, refine: 0);
        using var stop = new CancellationTokenSource();
        var trained = new TaskCompletionSource<Stage>(TaskCreationOptions.RunContinuationsAsynchronously);
        here.Middle = async (stage, cancellationToken) =>
        {
            if (stage.Name == "train")
            {
                await LeaveAsync(here, stage, "epoch 1");
                await LeaveAsync(here, stage, "epoch 2");
                trained.TrySetResult(stage);
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
        };
        var running = Task.Run(() => first.Silo("a", cores: 1).RunAsync(stop.Token), None);
        var interrupted = await trained.Task.WaitAsync(None);
        await HandedOnAsync(first, "epoch 2");
        await stop.CancelAsync();
        await running;

        var found = "";
        there.Middle = (stage, _) =>
        {
            found = stage.Key == interrupted.Key ? File.ReadAllText(StateOf(there, stage)) : found;
            return Task.CompletedTask;
        };
        await second.RunUntilAsync(id, happened => happened.State.IsFinal(), second.Silo("b", cores: 1));

        Assert.Equal("epoch 2", found);
        Assert.Equal(StudyState.Completed, (await second.Directory.FindAsync(id, None))!.State);
    }

    private static string StateOf(FormulaExecutor executor, Stage stage) => Path.Combine(executor.CheckpointFolder(stage)!, "state.bin");

    /// <summary>Writes a checkpoint as the trainer does: under another name first.</summary>
    private static async Task LeaveAsync(FormulaExecutor executor, Stage stage, string state)
    {
        var path = StateOf(executor, stage);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path + ".new", state, None);
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>Done when the artifacts hold <paramref name="state"/>.</summary>
    private static async Task HandedOnAsync(SimulatedHost host, string state)
    {
        using var content = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(state));
        var sha256 = Convert.ToHexStringLower(await System.Security.Cryptography.SHA256.HashDataAsync(content, None));
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (host.Database.Read(session => session.Find<string>("SELECT checkpoint FROM work WHERE checkpoint IS NOT NULL"))?.Contains(sha256, StringComparison.Ordinal) != true)
        {
            await poll.WaitForNextTickAsync(None);
        }
    }

    private FormulaExecutor Executor(string machine) => new() { Checkpoints = Path.Combine(_folder, machine) };
}

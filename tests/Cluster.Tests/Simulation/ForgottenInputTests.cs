using AutoCompress.Host.Studies;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Simulation;

/// <summary>
/// What a step in line reads was forgotten meanwhile: the study that made it was deleted, or had ended and nobody had asked for it for long. Both do
/// that to studies that share steps with it, paused ones too.
/// </summary>
public sealed class ForgottenInputTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("forgotten-").FullName;
    private readonly FormulaExecutor _executor = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Step_ItsInputWasForgottenWhileItWasInLine_HasItMadeAgain()
    {
        using var host = new SimulatedHost(_folder, _executor);
        var id = await host.SubmitAsync(trials: 2, refine: 0);
        var shaken = 0;
        _executor.Middle = (stage, _) => stage.Name == "train" && Interlocked.Exchange(ref shaken, 1) == 0
            ? throw new IOException("The machine is shaken.")
            : Task.CompletedTask;
        await host.RunUntilAsync(id, happened => happened.State == StudyState.Paused, host.Silo(cores: 1));
        Assert.Contains(await host.Directory.StepsAsync(id, None), step => step.Stage == "train");
        Assert.Equal(1, host.Database.Write("forget", session => session.Execute("DELETE FROM step_result WHERE name = 'prune'")));

        await host.Directory.ResumeAsync(id, None);
        await host.RunUntilAsync(id, happened => happened.State.IsFinal(), host.Silo(cores: 1));

        Assert.Equal(StudyState.Completed, (await host.Directory.FindAsync(id, None))!.State);
        Assert.All(await host.Directory.TrialsAsync(id, None), trial => Assert.IsType<TrialResult.Completed>(trial.Result));
        Assert.Equal(2, _executor.Names.Count(name => name == "prune"));
    }
}

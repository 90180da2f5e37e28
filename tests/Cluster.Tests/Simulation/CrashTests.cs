using AutoCompress.Host.Studies;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Simulation;

/// <summary>Kills the process before every single write and in the middle of every stage: nothing that was finished is lost or done twice.</summary>
public sealed class CrashTests : IDisposable
{
    private const int Trials = 2;
    private readonly List<string> _folders = [];

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public void Dispose() => _folders.ForEach(folder => Directory.Delete(folder, recursive: true));

    [Fact]
    public async Task Study_OwnerDiesAnywhere_LosesAndRepeatsNothing()
    {
        var deaths = 0;
        while (await DieAndGoOnAsync(deaths + 1))
        {
            deaths++;
        }

        Assert.InRange(deaths, 25, 1000);
    }

    /// <returns>False when the study was over before its process died.</returns>
    private async Task<bool> DieAndGoOnAsync(int operation)
    {
        var folder = Directory.CreateTempSubdirectory("crash-").FullName;
        _folders.Add(folder);
        var executor = new FormulaExecutor();
        var death = new SimulatedDeath(operation);
        await LiveAsync(folder, executor, death);
        executor.Middle = (_, _) => Task.CompletedTask;

        using var host = new SimulatedHost(folder, executor);
        var id = await host.SubmitAsync(Trials, refine: 0);
        var finished = (await host.Directory.TrialsAsync(id, None)).Where(trial => !trial.IsRunning).ToList();
        var events = await host.Store.Studies.EventsAsync(id, 0, 1000, None);
        var decisions = await host.Directory.DecisionsAsync(id, None);
        var started = executor.Started.ToList();
        var kept = new List<string>();
        foreach (var key in started.Distinct())
        {
            if (await host.Store.Work.ResultAsync(key, None) is not null)
            {
                kept.Add(key);
            }
        }

        await host.RunUntilAsync(id, happened => happened.State.IsFinal(), host.Silo(cores: 1));

        var where = $"after a death at operation {operation}";
        var study = await host.Directory.FindAsync(id, None);
        Assert.True((StudyState.Completed, Trials) == (study!.State, study.CompletedTrials), $"{study.State} {study.Message} {where}");
        Assert.True(started.Count - started.Distinct().Count() == 0, $"A step was started twice before a death at operation {operation}");
        Assert.Empty(executor.Started.Skip(started.Count).Intersect(kept));
        Assert.All(executor.Started.GroupBy(key => key), runs => Assert.InRange(runs.Count(), 1, 2));
        var trials = await host.Directory.TrialsAsync(id, None);
        Assert.All(finished, trial => Assert.Equal(Json.Write(trial), Json.Write(trials[trial.Number - 1])));
        var all = await host.Store.Studies.EventsAsync(id, 0, 1000, None);
        Assert.Equal(Json.Write(events), Json.Write(all.Take(events.Length)));
        Assert.Equal(Enumerable.Range(1, all.Length).Select(seq => (long)seq), all.Select(happened => happened.Seq));
        Assert.Equal(trials.Length, all.Count(happened => happened.Kind == StudyEventKind.TrialFinished));
        Assert.Equal(decisions, (await host.Directory.DecisionsAsync(id, None)).Take(decisions.Length));
        return death.Happened;
    }

    private static async Task LiveAsync(string folder, FormulaExecutor executor, SimulatedDeath death)
    {
        using var host = new SimulatedHost(folder, executor);
        var id = await host.SubmitAsync(Trials, refine: 0);
        executor.Middle = (_, _) =>
        {
            death.Operate();
            return Task.CompletedTask;
        };
        host.Database.Probe = name =>
        {
            // A heartbeat comes when it likes; deaths are counted by what a study does.
            if (name.StartsWith("before", StringComparison.Ordinal) && name != "before beat")
            {
                death.Operate();
            }
        };
        try
        {
            await host.RunUntilAsync(id, happened => happened.State.IsFinal(), host.Silo(cores: 1));
        }
        catch (SimulatedDeath)
        {
        }
    }
}

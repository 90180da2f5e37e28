using System.Text.Json;
using AutoCompress.Host.Studies;
using AutoCompress.Search.Policy;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Simulation;

/// <summary>A refinement that is beaten while it trains, on a real store: its step is killed, its trial ends as stopped, and the study goes on without it.</summary>
public sealed class StoppedTrialTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stopped-").FullName;
    private readonly FormulaExecutor _executor = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Study_RefinementIsBeatenWhileItTrains_StopsItAndCompletes()
    {
        // Every refinement that ends beats whatever another candidate can become.
        using var host = new SimulatedHost(_folder, _executor)
        {
            Pipeline = new FormulaPipeline
            {
                Values = (trial, values) => trial.Fidelity.IsRefinement
                    ? values.SetItem(Metric.Accuracy, Measurement.Exact(0.99)).SetItem(Metric.Latency, Measurement.Exact(1e-3)).SetItem(Metric.Size, Measurement.Exact(10))
                    : values,
            },
        };
        var (held, killed) = (0, 0);
        _executor.Middle = async (stage, cancellationToken) =>
        {
            if (IsRefinement(stage) && Interlocked.Increment(ref held) == 1)
            {
                try
                {
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                }
                catch (OperationCanceledException)
                {
                    killed++;
                    throw;
                }
            }
        };
        var id = await host.SubmitAsync(trials: 12);

        await host.RunUntilAsync(id, happened => happened.State.IsFinal());

        var study = (await host.Directory.FindAsync(id, None))!;
        var trials = await host.Directory.TrialsAsync(id, None);
        Assert.Equal((StudyState.Completed, 0, 1), (study.State, study.RunningTrials, killed));
        var decisions = (await host.Directory.DecisionsAsync(id, None)).Select(Json.Read<DecisionRecord>).ToList();
        var stop = Assert.Single(decisions.Select(record => record.Decision).OfType<Decision.Stop>());
        var stopped = Assert.Single(stop.Trials);
        Assert.Equal(stop.Reason, Assert.IsType<TrialResult.Stopped>(trials[stopped - 1].Result).Reason);
        Assert.True(trials[stopped - 1].Fidelity.IsRefinement);
        Assert.Contains(trials, trial => trial is { Fidelity.IsRefinement: true, Result: TrialResult.Completed });
        Assert.DoesNotContain((await host.Directory.FrontAsync(id, None))!.Points, point => point.Trial == stopped);
        Assert.Empty(await host.Directory.StepsAsync(id, None));
        Assert.Empty(Replay.Verify(study.Spec, FormulaExecutor.Analysis, (await host.Store.Studies.PlanAsync(id, None))!.Knowledge, trials, decisions));
    }

    /// <summary>Whether it trains on other than a probe's samples.</summary>
    private static bool IsRefinement(Stage stage) =>
        stage.Name == "train" && JsonDocument.Parse(stage.Parameters).RootElement.GetProperty("images").GetInt32() is not (0 or 8000);
}

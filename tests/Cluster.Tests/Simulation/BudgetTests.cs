using AutoCompress.Cluster.Tests.Store;
using AutoCompress.Host.Studies;
using AutoCompress.Studies;

namespace AutoCompress.Cluster.Tests.Simulation;

/// <summary>A study's time is the time that it is worked on, whatever happens in between.</summary>
public sealed class BudgetTests : IDisposable
{
    private const int StepsOfTheFirstLife = 20;
    private static readonly TimeSpan StepTime = TimeSpan.FromSeconds(10);
    private readonly string _folder = Directory.CreateTempSubdirectory("budget-").FullName;
    private readonly FormulaExecutor _executor = new();
    private readonly ManualClock _clock = new();
    private int _steps = int.MaxValue;

    public BudgetTests() => _executor.Middle = async (_, cancellationToken) =>
    {
        if (Interlocked.Decrement(ref _steps) < 0)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        _clock.Advance(StepTime);
    };

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Study_InterruptedForDays_KeepsItsBudget()
    {
        string id;
        TimeSpan spent;
        _steps = StepsOfTheFirstLife;
        using (var host = new SimulatedHost(_folder, _executor, _clock))
        {
            id = await host.SubmitAsync(trials: 100);
            await host.RunUntilAsync(id, happened => happened is { Kind: StudyEventKind.TrialFinished, Trial.Number: >= 3 }, host.Silo(cores: 1));
            spent = (await host.Directory.FindAsync(id, None))!.ActiveTime;
            Assert.InRange(spent, StepTime * 6, StepTime * StepsOfTheFirstLife);
        }

        _steps = int.MaxValue;
        _clock.Advance(TimeSpan.FromDays(3));
        using (var host = new SimulatedHost(_folder, _executor, _clock))
        {
            Assert.Equal(spent, (await host.Directory.FindAsync(id, None))!.ActiveTime);
            await host.RunUntilAsync(id, happened => happened.State.IsFinal(), host.Silo(cores: 1));
            var study = await host.Directory.FindAsync(id, None);
            Assert.Equal(StudyState.Completed, study!.State);
            Assert.InRange(study.ActiveTime, spent, study.Spec.Budget.Time + StepTime * 2);
            Assert.InRange(study.CompletedTrials, 5, 40);
        }
    }

    [Fact]
    public async Task Silo_AskedToStop_HandsItsStepBackUncharged()
    {
        using var host = new SimulatedHost(_folder, _executor);
        await DrainScenario.CheckAsync(host);
    }
}

using AutoCompress.Cluster.Tests.Store;
using AutoCompress.Cluster.Tests.Store.Postgres;
using AutoCompress.Host.Store.Postgres;
using AutoCompress.Host.Studies;
using AutoCompress.Search.Policy;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Simulation;

/// <summary>Studies that start from what earlier ones found, on either store with an executor that takes no time.</summary>
public sealed class WarmStudyTests(PostgresRun run) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("warm-").FullName;
    private readonly FormulaExecutor _executor = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Study_NamesAnother_TriesItsFrontFirstAndReplays(bool onPostgres)
    {
        using var host = await HostAsync(onPostgres);
        var first = await host.SubmitAsync(trials: 12);
        await host.RunUntilAsync(first, happened => happened.State.IsFinal());
        var front = (await host.Directory.FrontAsync(first, None))!.Points.Select(point => point.Trial).ToHashSet();
        var earlier = await host.Directory.TrialsAsync(first, None);

        var second = await SubmitAsync(host, spec => spec with { Seed = 5, Training = spec.Training with { ProbeImages = 4000 } }, first);
        await host.RunUntilAsync(second, happened => happened.State.IsFinal());

        var study = (await host.Directory.FindAsync(second, None))!;
        var trials = await host.Directory.TrialsAsync(second, None);
        Assert.Equal((StudyState.Completed, 12, 12), (study.State, study.Spec.Budget.Trials, trials.Length));
        Assert.Equal("original", trials[0].Origin);
        var warm = trials.Where(trial => trial.Origin.StartsWith($"warm start from {first} ", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(warm);
        Assert.All(warm, trial => Assert.Contains(earlier, before => front.Contains(before.Number) && before.Candidate.Equals(trial.Candidate)));
        var known = (await host.Store.Studies.PlanAsync(second, None))!.Knowledge;
        Assert.Equal(earlier.Count(trial => trial.Result is TrialResult.Completed), known.Earlier.Length);
        Assert.All(known.Earlier, one => Assert.NotNull(one.Values));
        var decisions = (await host.Directory.DecisionsAsync(second, None)).Select(Json.Read<DecisionRecord>).ToList();
        Assert.Empty(Replay.Verify(study.Spec, FormulaExecutor.Analysis, known, trials, decisions));
        Assert.NotEmpty(Replay.Verify(study.Spec, FormulaExecutor.Analysis, known with { Earlier = [] }, trials, decisions));
    }

    [Fact]
    public async Task Study_OfTheFamilyOnAnotherTarget_TakesTheFrontAndNotTheValues()
    {
        using var host = await HostAsync(onPostgres: false);
        var first = await host.SubmitAsync(trials: 12);
        await host.RunUntilAsync(first, happened => happened.State.IsFinal());
        var stranger = await SubmitAsync(host, spec => spec with { Tenant = "others" });
        await host.RunUntilAsync(stranger, happened => happened.State.IsFinal());

        var second = await SubmitAsync(host, spec => spec with { Target = spec.Target with { Threads = 3 } }, StudySpec.Family);
        await host.RunUntilAsync(second, happened => happened.State.IsFinal());

        var known = (await host.Store.Studies.PlanAsync(second, None))!.Earlier;
        Assert.NotEmpty(known);
        Assert.All(known, one => Assert.True(one is { IsSeed: true, Values: null } && one.Study == first));
        Assert.Contains(await host.Directory.TrialsAsync(second, None), trial => trial.Origin.StartsWith($"warm start from {first} ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Study_OfAFamilyWithoutStudies_StartsCold()
    {
        using var host = await HostAsync(onPostgres: false);

        var id = await SubmitAsync(host, spec => spec, StudySpec.Family);
        await host.RunUntilAsync(id, happened => happened.State.IsFinal());

        Assert.Equal(StudyState.Completed, (await host.Directory.FindAsync(id, None))!.State);
        Assert.Empty((await host.Store.Studies.PlanAsync(id, None))!.Earlier);
    }

    [Fact]
    public async Task Submit_StudiesThatCannotHelp_IsRefusedWithAllReasons()
    {
        using var host = await HostAsync(onPostgres: false);
        var empty = await host.SubmitAsync(trials: 12);
        var other = await SubmitAsync(host, spec => spec with { Task = TaskKind.Regression });

        var refused = Assert.IsType<Submission.Refused>(await host.Directory.SubmitAsync(SimulatedHost.Spec() with { WarmStart = ["none-9", empty, other] }, null, None));

        Assert.Equal(3, refused.Faults.Length);
        Assert.Contains("warm_start names 'none-9', but there is no such study", refused.Faults[0], StringComparison.Ordinal);
        Assert.Contains("no completed trial", refused.Faults[1], StringComparison.Ordinal);
        Assert.Contains("whose task is regression: it has nothing in common with a study of classification", refused.Faults[2], StringComparison.Ordinal);
    }

    private static async Task<string> SubmitAsync(SimulatedHost host, Func<StudySpec, StudySpec> change, params string[] earlier) => Assert.IsType<Submission.Accepted>(
        await host.Directory.SubmitAsync(change(SimulatedHost.Spec()) with { WarmStart = [.. earlier] }, null, None)).Study.Id;

    private async Task<SimulatedHost> HostAsync(bool onPostgres)
    {
        if (!onPostgres)
        {
            return new(_folder, _executor);
        }

        PostgresClusterStore store = Stores.Open(await run.NewDatabaseAsync());
        await store.Listening;
        return new(_folder, _executor, null, store);
    }
}

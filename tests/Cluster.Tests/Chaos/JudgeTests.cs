using System.Collections.Immutable;
using AutoCompress.Cluster.Tests.Artifacts;
using AutoCompress.Cluster.Tests.Store;
using AutoCompress.Cluster.Tests.Store.Postgres;
using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Store;
using AutoCompress.Host.Store.Postgres;
using AutoCompress.Studies;

namespace AutoCompress.Cluster.Tests.Chaos;

/// <summary>What must never happen is planted in a database: the judge of a round has to see it.</summary>
public sealed class JudgeTests(PostgresRun run) : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(40);

    private static readonly string Needed = NameOf('a', 1);
    private static readonly string Old = NameOf('a', 2);
    private static readonly string Orphan = NameOf('b', 1);
    private const string Half = "incoming/1";
    private const string Archive = "studies/chaos-1/000000000001";

    private ChaosDatabase _database = null!;
    private string _address = "";

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _address = await run.NewDatabaseAsync();
        _database = await ChaosDatabase.CreateAsync(_address);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Steps_ResultOfTheHolder_IsGood()
    {
        using var store = Stores.Open($"{_address};Application Name=one");
        var step = await ClaimAsync(store);
        Assert.True(await store.Work.CommitAsync(step, Samples.Output(), 1, None));

        Assert.True((await JudgeStepsAsync()).IsClean);
    }

    [Theory]
    [InlineData("UPDATE autocompress.work SET owner = NULL", "while  held it")]
    [InlineData("UPDATE autocompress.work SET owner = 'b', fence = nextval('autocompress.fence')", "while (b, ")]
    public async Task Steps_ResultOfASiloThatLostItsLease_IsDoubled(string loss, string account)
    {
        using var store = Stores.Open($"{_address};Application Name=one");
        var step = await ClaimAsync(store);
        await _database.QueryAsync<int>(loss);

        await WriteResultAsync(step);

        var report = (await JudgeStepsAsync()).Report(1, TimeSpan.Zero, []);
        Assert.Equal(1, report.Doubled);
        Assert.Contains(account, Assert.Single(report.Violations), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Steps_ResultInAnotherSilosName_IsDoubled()
    {
        using var store = Stores.Open($"{_address};Application Name=one");

        // The judge's own connection is not that of the silo.
        await WriteResultAsync(await ClaimAsync(store));

        Assert.Equal(1, (await JudgeStepsAsync()).Doubled);
    }

    [Fact]
    public async Task History_TrialThatEndsTwice_IsDoubled()
    {
        using var store = Stores.Open($"{_address};Application Name=one");
        await store.Silos.JoinAsync(Samples.Offer("a"), Lease, None);
        var study = (await store.Studies.CreateAsync(new NewStudy(Samples.Spec(), Samples.Inputs, null), None)).Study.Id;
        var lease = Assert.Single(await store.Grains.ClaimAsync("a", Lease, None));
        var plan = Samples.Plan;
        await TurnAsync(store, lease, new StudyTurn { Plan = new StudyPlan(plan.Analysis, plan.Sensitivity, plan.Space), State = StudyState.Exploring });
        await TurnAsync(store, lease, new StudyTurn { Proposed = [Samples.Trial(1), Samples.Trial(2)], Decision = "{}" });
        await TurnAsync(store, lease, new StudyTurn { Finished = [(1, Samples.Completed(0.5))] });
        await _database.QueryAsync<int>("UPDATE autocompress.trial SET result = replace(result, '0.5', '0.6') WHERE number = 1");
        await _database.QueryAsync<int>("DELETE FROM autocompress.decision");

        var verdict = new Verdict();
        await HistoryCheck.RunAsync(_database, study, new ChaosPlan { Seed = 1, Trials = 2 }, [], verdict);

        Assert.Equal((1, 1), (verdict.Doubled, verdict.Lost));
        var violations = verdict.Report(1, TimeSpan.Zero, []).Violations;
        Assert.Contains("Trial 1 finished, changed, with 1 events.", violations);
        Assert.Contains("Trial 2 has no result, 0 ends and 0 events.", violations);
    }

    [Fact]
    public void Collection_ThatRemovesOrphansAlone_IsGood()
    {
        Assert.Empty(JudgeCollection([Needed, Old, Orphan, Half, Archive], [Needed, Archive]));
    }

    [Fact]
    public void Collection_ThatLeavesAnOrphan_IsSeen()
    {
        Assert.Equal([$"The collection has left {Orphan}, to which nothing refers."], JudgeCollection([Needed, Orphan], [Needed, Orphan]));
        Assert.Equal([$"The collection has left {Half}, which is no artifact."], JudgeCollection([Needed, Half], [Needed, Half]));
    }

    [Fact]
    public void Collection_ThatRemovesWhatIsNeeded_IsSeen()
    {
        Assert.Equal([$"The collection has removed the artifact {new string('a', 64)}, which is referred to."], JudgeCollection([Needed, Archive], [Archive]));
        Assert.Equal([$"The collection has removed {Archive}, of the study's archive."], JudgeCollection([Needed, Archive], [Needed]));
    }

    [Fact]
    public async Task Collection_OfAFolderWithOrphans_IsNeeded()
    {
        var folder = Directory.CreateTempSubdirectory("orphans-").FullName;
        try
        {
            await using var artifacts = new ArtifactFolder(folder);
            var needed = await new FileArtifactStore(folder).AddAsync(new MemoryStream([1]), None);
            await artifacts.PlantAsync();
            await artifacts.AgeAsync();
            var before = await artifacts.ListAsync();

            Assert.Equal(2, Judge(await artifacts.ListAsync()).Length);
            await new ArtifactCollector(new FileArtifactStore(folder), new FixedUpkeep([needed], TimeSpan.Zero)).CollectAsync(
                IArtifactUpkeep.LeastAge, IArtifactUpkeep.UsualUnused, isDryRun: false, None);
            Assert.Empty(Judge(await artifacts.ListAsync()));

            ImmutableArray<string> Judge(ImmutableDictionary<string, string?> after)
            {
                var verdict = new Verdict();
                CollectionCheck.Judge(before, after, [needed], verdict);
                return verdict.Report(1, TimeSpan.Zero, []).Violations;
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string NameOf(char digit, int generation) => $"{new string(digit, 2)}/{new string(digit, 62)}.{generation:D12}";

    /// <param name="before">Names.</param>
    private static ImmutableArray<string> JudgeCollection(string[] before, string[] after)
    {
        var verdict = new Verdict();
        CollectionCheck.Judge(
            before.ToImmutableDictionary(name => name, ArtifactName.HashIn), after.ToImmutableDictionary(name => name, ArtifactName.HashIn), [new string('a', 64)], verdict);
        return verdict.Report(1, TimeSpan.Zero, []).Violations;
    }

    private static async Task TurnAsync(PostgresClusterStore store, StudyLease lease, StudyTurn turn) =>
        Assert.Equal(TurnOutcome.Committed, await store.Grains.CommitAsync(lease, (await store.Grains.ReadAsync(lease, null, None))!.Seq, turn, None));

    private static async Task<StepLease> ClaimAsync(PostgresClusterStore store)
    {
        await store.Silos.JoinAsync(Samples.Offer("a"), Lease, None);
        await store.Studies.CreateAsync(new NewStudy(Samples.Spec(), Samples.Inputs, null), None);
        var lease = Assert.Single(await store.Grains.ClaimAsync("a", Lease, None));
        await store.AdvanceAsync(lease, null, [Samples.Stage("analyse")], None);
        return Assert.IsType<StepLease>(await store.ClaimOneAsync(new WorkOffer("a", ["cpu"], 2, 2, Lease), None));
    }

    private async Task WriteResultAsync(StepLease step) => await _database.QueryAsync<int>(
        """
        INSERT INTO autocompress.step_result (key, name, output, seconds, study, trial, silo, fence, committed_at, used_at)
        VALUES (@Key, 'analyse', '{}', 1, 's', 0, @Silo, @Fence, 0, 0)
        """,
        new { step.Key, step.Silo, step.Fence });

    private async Task<Verdict> JudgeStepsAsync()
    {
        var verdict = new Verdict();
        await StepCheck.RunAsync(_database, verdict);
        return verdict;
    }
}

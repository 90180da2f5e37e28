using System.Text;
using AutoCompress.Host.Archive;
using AutoCompress.Host.Artifacts;
using FsCheck.Fluent;

namespace AutoCompress.Cluster.Tests.Artifacts;

/// <summary>Steps that add, lose their lease and commit, submissions, deleted studies and two collectors, in every order and with pauses of up to two days.</summary>
public sealed class CollectorInterleavingTests
{
    private static readonly string[] Contents = [new('a', 64), new('b', 64)];

    [Fact]
    public void Collect_UnderAnyInterleaving_NeverRemovesWhatIsReferredTo()
    {
        var removed = 0;
        CheckAll(schedule => removed += Run(schedule, Planted.Nothing));

        // A collector that removes nothing would pass too.
        Assert.True(removed > 100, $"{removed} were removed");
    }

    [Theory]
    [InlineData(Planted.NamesAreUsedAgain)]
    [InlineData(Planted.RunningStepsDoNotCount)]
    [InlineData(Planted.OldOnesAreFresh)]
    [InlineData(Planted.ArchivesAreNotListed)]
    public void Collect_WithAPlantedFault_IsFoundOut(Planted planted)
    {
        var found = Assert.ThrowsAny<Exception>(() => CheckAll(schedule => Run(schedule, planted)));

        Assert.Contains("gone", found.ToString(), StringComparison.Ordinal);
    }

    private static void CheckAll(Action<(byte Who, byte Hours)[]> run) => FsCheck.Check.One(
        FsCheck.Config.QuickThrowOnFailure.WithMaxTest(3000).WithEndSize(80),
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Who, byte Hours)[]>(), run));

    /// <returns>Generations that were removed.</returns>
    private static int Run((byte Who, byte Hours)[] schedule, Planted planted)
    {
        var turns = new Turns(schedule);
        var cluster = new MemoryCluster(turns, planted);
        var collections = Enumerable.Range(0, 2).Select(_ => CollectTwiceAsync(cluster, turns)).ToList();
        List<Task> actors =
        [
            .. Contents.SelectMany(sha256 => new[] { StepAsync(cluster, turns, sha256), StepAsync(cluster, turns, sha256), SubmitAsync(cluster, turns, sha256) }),
            DeleteAsync(cluster, turns, Contents[0]),
            KeepArchivedAsync(cluster, turns, new string('c', 64)),
            LoseAsync(cluster, turns),
            .. collections,
        ];
        turns.Run();
        Assert.All(actors, actor => Assert.True(actor.IsCompletedSuccessfully, actor.Exception?.ToString()));
        Check(cluster);
        return collections.Sum(collection => collection.IsCompletedSuccessfully ? collection.GetAwaiter().GetResult() : 0);
    }

    private static void Check(MemoryCluster cluster) => Assert.All(cluster.Committed, sha256 => Assert.True(cluster.Has(sha256), "gone"));

    private static async Task<int> CollectTwiceAsync(MemoryCluster cluster, Turns turns)
    {
        var collector = new ArtifactCollector(cluster, cluster);
        var removed = 0;
        for (var i = 0; i < 2; i++)
        {
            await turns.NextAsync();
            removed += (await collector.CollectAsync(IArtifactUpkeep.LeastAge, IArtifactUpkeep.UsualUnused, isDryRun: false, default)).Removed;
            Check(cluster);
        }

        return removed;
    }

    /// <summary>A step adds its output and commits it, unless it has lost its lease.</summary>
    private static async Task StepAsync(MemoryCluster cluster, Turns turns, string sha256)
    {
        var step = new object();
        await turns.NextAsync();
        cluster.Running[step] = turns.Now;
        await cluster.AddAsync(sha256);
        await turns.NextAsync();
        if (cluster.Running.Remove(step))
        {
            cluster.Committed.Add(sha256);
            Check(cluster);
        }
    }

    /// <summary>A study is submitted with a model that may be there already; the last look finds out when it has gone meanwhile, and then the study does not begin.</summary>
    private static async Task SubmitAsync(MemoryCluster cluster, Turns turns, string sha256)
    {
        await turns.NextAsync();
        if (!await cluster.KeepAsync(sha256, default))
        {
            return;
        }

        await turns.NextAsync();
        cluster.Submitted.Add(sha256);
        if (await cluster.KeepAsync(sha256, default))
        {
            cluster.Committed.Add(sha256);
            Check(cluster);
        }
    }

    private static async Task DeleteAsync(MemoryCluster cluster, Turns turns, string sha256)
    {
        await turns.NextAsync();
        await turns.NextAsync();
        cluster.Committed.Remove(sha256);
    }

    /// <summary>A study is archived, deleted but for its archive, and restored from that, twice.</summary>
    private static async Task KeepArchivedAsync(MemoryCluster cluster, Turns turns, string sha256)
    {
        const string Study = "kept-1";
        await StepAsync(cluster, turns, sha256);
        if (!cluster.Committed.Contains(sha256))
        {
            return;
        }

        cluster.Studies.Add(Study);
        await cluster.Documents.CreateAsync(ArchiveNames.Segment(Study, 1), Encoding.UTF8.GetBytes($"a model: {sha256}"), default);
        for (var i = 0; i < 2; i++)
        {
            await turns.NextAsync();
            cluster.Committed.Remove(sha256);
            cluster.Studies.Remove(Study);
            await turns.NextAsync();
            Assert.True(cluster.Has(sha256), "gone");
            cluster.Committed.Add(sha256);
            cluster.Studies.Add(Study);
            Check(cluster);
        }
    }

    private static async Task LoseAsync(MemoryCluster cluster, Turns turns)
    {
        for (var i = 0; i < 3; i++)
        {
            await turns.NextAsync();
            cluster.Running.Remove(cluster.Running.Keys.FirstOrDefault() ?? turns);
        }
    }
}

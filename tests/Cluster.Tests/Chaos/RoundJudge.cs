using System.Collections.Immutable;

namespace AutoCompress.Cluster.Tests.Chaos;

/// <summary>Looks through everything that a round has left.</summary>
internal static class RoundJudge
{
    /// <summary>Words of the silos' logs for a write that the database refused, as its lease had been lost.</summary>
    private const string Refused = "refused, as its lease was lost";

    /// <summary>The same for work that the silo gave up by itself.</summary>
    private const string Given = "the lease was lost, nothing is written";

    /// <summary>What a silo says on its terminal when it works.</summary>
    private const string Works = "Answering on";

    public static async Task JudgeAsync(ChaosCluster cluster, string study, ChaosPlan plan, ImmutableArray<Watcher> watchers, Verdict verdict)
    {
        var export = await ArchiveCheck.ExportAsync(cluster, cluster.Database.Address, study, verdict);
        await CollectionCheck.RunAsync(cluster, study, verdict);
        await HistoryCheck.RunAsync(cluster.Database, study, plan, watchers, verdict);
        await StepCheck.RunAsync(cluster.Database, verdict);
        await ArtifactCheck.RunAsync(cluster, verdict);
        await RemainsCheck.RunAsync(cluster, verdict);
        CheckLives(cluster, verdict);
        if (verdict.IsClean)
        {
            // What else is wrong with a study that is not whole would only confuse.
            await ArchiveCheck.RunAsync(cluster, study, export, verdict);
        }
    }

    private static void CheckLives(ChaosCluster cluster, Verdict verdict)
    {
        foreach (var end in cluster.Ends)
        {
            // One that cannot start, because what it needs is away at that moment, says so and is started again.
            if (end.Code != end.Expected && end.Said.Contains(Works, StringComparison.Ordinal))
            {
                verdict.Violation($"{end.Life} ended with code {end.Code}{(end.Expected is { } code ? $" and not {code}" : " by itself")}: {end.Said}");
            }
        }

        var lines = cluster.LogLines();
        verdict.Refused = lines.Count(line => line.Contains(Refused, StringComparison.Ordinal));
        verdict.Given = lines.Count(line => line.Contains(Given, StringComparison.Ordinal));
        foreach (var line in lines.Where(line => line.Contains(" Error ", StringComparison.Ordinal) || line.Contains(" Critical ", StringComparison.Ordinal)).Distinct())
        {
            verdict.Violation($"A silo's log has an error: {line}");
        }
    }
}

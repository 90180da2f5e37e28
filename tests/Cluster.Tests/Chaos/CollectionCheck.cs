using System.Collections.Immutable;

namespace AutoCompress.Cluster.Tests.Chaos;

/// <summary>One collection, by an administrator's command when all is days old: what nothing refers to is gone, and nothing else.</summary>
internal static class CollectionCheck
{
    public static async Task RunAsync(ChaosCluster cluster, string study, Verdict verdict)
    {
        verdict.Unarchived = await cluster.Database.ValueAsync<long>(
            "SELECT s.seq - coalesce(a.seq, 0) FROM autocompress.study s LEFT JOIN autocompress.archive a ON a.study = s.id WHERE s.id = @study", new { study });
        await cluster.Artifacts.PlantAsync();
        var before = await cluster.Artifacts.ListAsync();
        await CollectAsync(cluster, verdict);
        var after = await cluster.Artifacts.ListAsync();
        verdict.Orphans = before.Keys.Except(after.Keys).Count();
        Judge(before, after, await ArtifactCheck.NeededAsync(cluster.Database), verdict);
    }

    public static async Task CollectAsync(ChaosCluster cluster, Verdict verdict)
    {
        await cluster.Artifacts.AgeAsync();
        if (await cluster.AdministerAsync(cluster.Database.Address, "artifacts", "collect", "--age", "1h") is { Code: not 0 } failed)
        {
            verdict.Violation($"Artifacts could not be collected: {failed.Error}");
        }
    }

    /// <param name="needed">SHA-256 of what the rows refer to.</param>
    public static void Judge(
        ImmutableDictionary<string, string?> before, ImmutableDictionary<string, string?> after, ImmutableHashSet<string> needed, Verdict verdict)
    {
        foreach (var sha256 in before.Values.OfType<string>().Intersect(needed).Except(after.Values.OfType<string>()))
        {
            verdict.Violation($"The collection has removed the artifact {sha256}, which is referred to.");
        }

        foreach (var name in before.Keys.Where(IsArchive).Except(after.Keys))
        {
            verdict.Violation($"The collection has removed {name}, of the study's archive.");
        }

        foreach (var (name, sha256) in after.Where(one => one.Value is null ? !IsArchive(one.Key) : !needed.Contains(one.Value)))
        {
            verdict.Violation($"The collection has left {name}, {(sha256 is null ? "which is no artifact" : "to which nothing refers")}.");
        }
    }

    private static bool IsArchive(string name) => name.StartsWith(ArtifactName.Archives, StringComparison.Ordinal);
}

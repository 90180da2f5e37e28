using System.Security.Cryptography;

namespace AutoCompress.Cluster.Tests.Chaos;

/// <summary>
/// A study is deleted but for its archive, everything that its archive does not need is collected, and the study is made again in an empty
/// database: then its export is that of before all this, byte for byte, its history and all its artifacts.
/// </summary>
internal static class ArchiveCheck
{
    /// <summary>SHA-256 of the study's export; null when it cannot be exported, which is a violation.</summary>
    public static async Task<string?> ExportAsync(ChaosCluster cluster, string database, string study, Verdict verdict)
    {
        var path = Path.Combine(cluster.Folder, "export.tar");
        if (!await DoneAsync(cluster, database, verdict, "export", study, "--to", path))
        {
            return null;
        }

        string sha256;
        await using (var export = File.OpenRead(path))
        {
            sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(export));
        }

        File.Delete(path);
        return sha256;
    }

    /// <param name="export">What <see cref="ExportAsync"/> gave before anything was collected.</param>
    public static async Task RunAsync(ChaosCluster cluster, string study, string? export, Verdict verdict)
    {
        if (!await DoneAsync(cluster, cluster.Database.Address, verdict, "delete", study, "--keep-archive"))
        {
            return;
        }

        await CollectionCheck.CollectAsync(cluster, verdict);
        var empty = await cluster.Server.NewDatabaseAsync();
        if (await DoneAsync(cluster, empty, verdict, "restore", study) && await ExportAsync(cluster, empty, study, verdict) != export)
        {
            verdict.Violation("The study that was made again from its archive is another one than before: it has another export.");
        }
    }

    private static async Task<bool> DoneAsync(ChaosCluster cluster, string database, Verdict verdict, params IReadOnlyList<string> command)
    {
        if (await cluster.AdministerAsync(database, command) is { Code: not 0 } failed)
        {
            verdict.Violation($"'{string.Join(' ', command)}' failed: {failed.Error}");
            return false;
        }

        return true;
    }
}

using AutoCompress.Cluster.Tests.EndToEnd;

namespace AutoCompress.Cluster.Tests.Chaos;

/// <summary>When all silos have left, nothing of them is left: no step, no process, no connection, no lock.</summary>
internal static class RemainsCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task RunAsync(ChaosCluster cluster, Verdict verdict)
    {
        await GoneAsync("steps", async () => await cluster.Database.ValueAsync<int>("SELECT count(*) FROM autocompress.work"), verdict);
        await GoneAsync("waiters", async () => await cluster.Database.ValueAsync<int>("SELECT count(*) FROM autocompress.waiter"), verdict);
        await GoneAsync("processes", () => Task.FromResult(LeftOvers.Of(cluster.Mark).Length), verdict);
        await GoneAsync(
            "connections",
            () => cluster.Database.ValueAsync<int>("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"),
            verdict);
        await GoneAsync(
            "locks",
            () => cluster.Database.ValueAsync<int>(
                "SELECT count(*) FROM pg_locks WHERE pid <> pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"),
            verdict);
        foreach (var silo in cluster.Silos)
        {
            CheckFolder(silo, verdict);
        }
    }

    /// <summary>What a dead process held, the kernel and the server let go of within moments.</summary>
    private static async Task GoneAsync(string what, Func<Task<int>> count, Verdict verdict)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        int left;
        while ((left = await count()) > 0)
        {
            if (patience.IsCancellationRequested)
            {
                verdict.Violation($"{left} {what} are left.");
                return;
            }

            await poll.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    /// <summary>The locks of a silo's folder, and of its machine's cores and measuring slot.</summary>
    private static void CheckFolder(SiloProcess silo, Verdict verdict)
    {
        var folder = silo.Mounts?.Seen(silo.Folder) ?? silo.Folder;
        var slots = Path.Combine(folder, "tmp", "autocompress-slots");
        foreach (var path in (Directory.Exists(slots) ? Directory.EnumerateFiles(slots) : []).Append(Path.Combine(folder, "data", "store.lock")).Where(File.Exists))
        {
            try
            {
                using var free = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException problem)
            {
                verdict.Violation($"Silo {silo.Number} has left a lock: {problem.Message}");
            }
        }
    }
}

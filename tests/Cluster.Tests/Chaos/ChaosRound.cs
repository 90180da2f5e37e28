using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using AutoCompress.Cluster.Tests.Artifacts;
using AutoCompress.Cluster.Tests.Store.Postgres;
using AutoCompress.Host.Studies;
using AutoCompress.Studies;

namespace AutoCompress.Cluster.Tests.Chaos;

/// <summary>A study on a cluster in which everything goes wrong once, and what it looks like afterwards.</summary>
/// <remarks>
/// 1. Silos start, a study is submitted, two watch it.
/// 2. The script of faults is played while the study goes on; what ends by itself is started again.
/// 3. When the study has ended and all faults have passed, the silos are asked to stop.
/// 4. Artifacts are collected once. The database, the artifacts, the logs and the watchers' memory are looked through.
/// 5. The study is deleted but for its archive, and made again in an empty database.
/// </remarks>
internal static class ChaosRound
{
    /// <param name="folder">Empty; keeps the logs.</param>
    /// <param name="azurite">For a round with artifacts in Azure.</param>
    /// <param name="say">Told of what happens when it happens.</param>
    public static async Task<RoundReport> RunAsync(
        ChaosPlan plan, ChaosCase small, PostgresServer server, Azurite? azurite, string folder, Action<string> say, CancellationToken cancellationToken)
    {
        var since = Stopwatch.GetTimestamp();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(plan.Patience);
        var lease = string.Create(CultureInfo.InvariantCulture, $"{plan.Lease}s");
        await using var cluster = await ChaosCluster.StartAsync(folder, server, plan.Silos, lease, plan.IsInAzure ? azurite : null); // 1
        var study = await cluster.SubmitAsync(small.WriteStudy(plan.Trials), patience.Token);
        var watchers = Enumerable.Range(0, 2).Select(first => new Watcher(study, [.. cluster.Silos.Select(silo => silo.Address)], first)).ToImmutableArray();
        var watching = Task.WhenAll(watchers.Select(watcher => watcher.WatchAsync(patience.Token)));

        using var player = new FaultPlayer(cluster, text => say(string.Create(
            CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(since).TotalSeconds,6:0.0} s  {text}")));
        var verdict = new Verdict();
        try
        {
            var script = FaultScript.Of(plan.Seed, plan.Trials, plan.Silos, plan.Lease);
            var playing = player.PlayAsync(script, () => FinishedAsync(cluster.Database, study), patience.Token); // 2
            if (await EndAsync(cluster, study, patience.Token) is { } paused)
            {
                verdict.Violation($"The study is paused, which nobody ordered: {paused}");
                await patience.CancelAsync();
            }

            await playing;
            await watching;
            await DoneAsync(cluster.Database, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            if (verdict.IsClean)
            {
                verdict.Violation($"After {plan.Patience.TotalMinutes:0} minutes the study, a fault or a step was not over.");
            }
        }

        await player.PassedAsync();
        await cluster.StopAsync(); // 3
        player.Violations.ToList().ForEach(verdict.Violation);
        await RoundJudge.JudgeAsync(cluster, study, plan, watchers, verdict); // 4, 5
        return verdict.Report(plan.Seed, Stopwatch.GetElapsedTime(since), player.Missing);
    }

    private static Task<int> FinishedAsync(ChaosDatabase database, string study) =>
        database.ValueAsync<int>("SELECT count(*) FROM autocompress.trial WHERE study = @study AND outcome IS NOT NULL", new { study });

    /// <summary>Done when the study is worked on no longer.</summary>
    /// <returns>Why it is paused; null when it has ended.</returns>
    private static async Task<string?> EndAsync(ChaosCluster cluster, string study, CancellationToken cancellationToken)
    {
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(300));
        while (true)
        {
            await poll.WaitForNextTickAsync(cancellationToken);
            var (text, message) = await cluster.Database.ValueAsync<(string, string?)>("SELECT state, message FROM autocompress.study WHERE id = @study", new { study });
            var state = KebabCase.Parse<StudyState>(text);
            if (!state.IsActive())
            {
                return state.IsFinal() ? null : message ?? "";
            }
        }
    }

    /// <summary>Done when no step is left: what a dead silo held goes when its lease is over.</summary>
    private static async Task DoneAsync(ChaosDatabase database, CancellationToken cancellationToken)
    {
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(300));
        while (await database.ValueAsync<int>("SELECT count(*) FROM autocompress.work") > 0)
        {
            await poll.WaitForNextTickAsync(cancellationToken);
        }
    }
}

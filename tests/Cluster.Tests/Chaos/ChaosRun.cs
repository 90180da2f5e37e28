using System.Collections.Immutable;
using System.Globalization;
using AutoCompress.Cluster.Tests.Artifacts;
using AutoCompress.Cluster.Tests.Store.Postgres;

namespace AutoCompress.Cluster.Tests.Chaos;

/// <summary>Rounds, one after the other, on one PostgreSQL server.</summary>
internal static class ChaosRun
{
    /// <param name="plan">Of the first round; each later one has the next seed.</param>
    /// <param name="say">Told of what happens when it happens.</param>
    /// <returns>What the rounds showed. The folder of one that was not good is kept, and named.</returns>
    public static async Task<ImmutableArray<RoundReport>> RunAsync(ChaosPlan plan, int rounds, Action<string> say, CancellationToken cancellationToken)
    {
        var reports = ImmutableArray.CreateBuilder<RoundReport>();
        var folder = Directory.CreateTempSubdirectory("chaos-").FullName;
        var plans = Enumerable.Range(0, rounds).Select(round => plan with { Seed = plan.Seed + round }).ToImmutableArray();
        await using var server = await PostgresServer.StartAsync();
        await using var azurite = plans.Any(each => each.IsInAzure) ? await Azurite.StartAsync() : null;
        var small = await ChaosCase.CreateAsync(Path.Combine(folder, "case"));
        foreach (var each in plans)
        {
            var place = Directory.CreateDirectory(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"seed-{each.Seed}"))).FullName;
            say($"round {each.Seed - plan.Seed + 1} of {rounds}, seed {each.Seed}: {each.Trials} trials on {each.Silos} silos, artifacts in {(each.IsInAzure ? "Azure Blob Storage" : "a folder")}");
            await KeepScriptAsync(each, place, cancellationToken);
            var report = await ChaosRound.RunAsync(each, small, server, azurite, place, say, cancellationToken);
            reports.Add(report);
            Tell(report, place, say);
            await File.WriteAllLinesAsync(Path.Combine(place, "violations.txt"), report.Violations, cancellationToken);
            if (report.IsGood)
            {
                Directory.Delete(place, recursive: true);
            }
        }

        if (reports.All(report => report.IsGood))
        {
            Directory.Delete(folder, recursive: true);
        }

        return reports.ToImmutable();
    }

    /// <summary>The line that sums rounds up.</summary>
    public static string Sum(IReadOnlyCollection<RoundReport> reports) => string.Create(
        CultureInfo.InvariantCulture,
        $"rounds {reports.Count}, trials {reports.Sum(report => report.Trials)}, lost {reports.Sum(report => report.Lost)}, doubled {reports.Sum(report => report.Doubled)}, refused late writes {reports.Sum(report => report.Refused)}");

    private static Task KeepScriptAsync(ChaosPlan plan, string place, CancellationToken cancellationToken) => File.WriteAllLinesAsync(
        Path.Combine(place, "script.txt"), FaultScript.Of(plan.Seed, plan.Trials, plan.Silos, plan.Lease).Select(fault => fault.ToString()), cancellationToken);

    private static void Tell(RoundReport report, string place, Action<string> say)
    {
        foreach (var missing in report.Missing)
        {
            say($"  not played: {missing}");
        }

        foreach (var violation in report.Violations)
        {
            say($"  violation: {violation}");
        }

        say(string.Create(
            CultureInfo.InvariantCulture,
            $"  {report.Time.TotalSeconds:0} s: {report.Trials} trials, {report.Lost} lost, {report.Doubled} doubled; {report.Refused} late writes refused, {report.Given} steps given up; {report.Orphans} artifacts without a reference collected, {report.Unarchived} events archived only afterwards{(report.IsGood ? "" : $". Logs: {place}")}"));
    }
}

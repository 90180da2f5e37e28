using AutoCompress.Cluster.Tests.EndToEnd;

namespace AutoCompress.Cluster.Tests.Chaos;

/// <summary>
/// Whatever happens to silos, database, disks and artifacts: every trial ends once. AUTOCOMPRESS_SLOW_TESTS=1 plays 20 rounds of 60 trials;
/// <c>make chaos ROUNDS=n SEED=s</c> plays any.
/// </summary>
[Collection(EndToEndCollection.Name)]
public sealed class ChaosTests(ITestOutputHelper output)
{
    private static readonly bool Slow = Environment.GetEnvironmentVariable("AUTOCOMPRESS_SLOW_TESTS") == "1";

    [Fact]
    public async Task Study_AmidFaults_EndsEveryTrialOnce()
    {
        var plan = Slow ? new ChaosPlan { Seed = 1 } : new ChaosPlan { Seed = 1, Trials = 14 };

        var reports = await ChaosRun.RunAsync(plan, Slow ? 20 : 1, output.WriteLine, TestContext.Current.CancellationToken);

        output.WriteLine(ChaosRun.Sum(reports));
        Assert.Empty(reports.SelectMany(report => report.Violations.Select(violation => $"seed {report.Seed}: {violation}")));
        Assert.Equal(plan.Trials * reports.Length, reports.Sum(report => report.Trials));
    }
}

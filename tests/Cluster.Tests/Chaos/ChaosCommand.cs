using System.Globalization;

namespace AutoCompress.Cluster.Tests.Chaos;

/// <summary><c>Cluster.Tests chaos [ROUNDS [SEED [TRIALS]]]</c>: the chaos test for a terminal, as <c>make chaos</c> calls it.</summary>
internal static class ChaosCommand
{
    public const string Name = "chaos";

    /// <returns>0 when all rounds were good.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var numbers = arguments.Select(text => int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : -1).ToList();
        if (numbers.Count > 3 || numbers.Contains(-1))
        {
            await Console.Error.WriteLineAsync("usage: Cluster.Tests chaos [ROUNDS [SEED [TRIALS]]], whole numbers above 0");
            return 2;
        }

        var plan = new ChaosPlan { Seed = numbers.ElementAtOrDefault(1) is > 0 and var seed ? seed : 1 };
        plan = numbers.ElementAtOrDefault(2) is > 0 and var trials ? plan with { Trials = trials } : plan;
        var reports = await ChaosRun.RunAsync(plan, numbers.ElementAtOrDefault(0) is > 0 and var rounds ? rounds : 1, Console.WriteLine, CancellationToken.None);
        Console.WriteLine(ChaosRun.Sum(reports));
        return reports.All(report => report.IsGood) ? 0 : 1;
    }
}

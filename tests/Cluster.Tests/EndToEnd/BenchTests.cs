using System.Text.Json;

namespace AutoCompress.Cluster.Tests.EndToEnd;

/// <summary><c>bench search</c> as a user runs it.</summary>
public sealed class BenchTests
{
    [Fact]
    public async Task Bench_OneProblemAsJson_HasAHypervolumeForEachSeed()
    {
        var result = await Cli.RunAsync(Path.GetTempPath(), "bench", "search", "--problem", "dtlz2", "--algorithm", "random", "--trials", "40", "--seeds", "3", "--json");

        var score = JsonDocument.Parse(result.RequireSuccess().Output).RootElement[0];
        Assert.Equal("dtlz2", score.GetProperty("problem").GetString());
        Assert.Equal(3, score.GetProperty("hypervolumes").GetArrayLength());
        Assert.Equal(0.8074, score.GetProperty("ideal").GetDouble(), 4);
    }

    [Fact]
    public async Task Bench_Family_PrintsARowForEachProblem()
    {
        var result = await Cli.RunAsync(Path.GetTempPath(), "bench", "search", "--problem", "zdt", "--algorithm", "random", "--trials", "10", "--seeds", "1");

        result.RequireSuccess();
        Assert.All(new[] { "zdt1", "zdt2", "zdt3", "zdt4", "zdt6" }, name => Assert.Equal(2, result.Output.Split(name).Length));
    }

    [Theory]
    [InlineData("--problem", "zdt5", "There is no problem 'zdt5'. Known are zdt1, zdt2,")]
    [InlineData("--algorithm", "luck", "There is no algorithm 'luck'. Known are")]
    [InlineData("--trials", "0", "--trials is a whole number from 1, not '0'.")]
    public async Task Bench_WrongWord_SaysWhatThereIs(string option, string word, string expected)
    {
        var result = await Cli.RunAsync(Path.GetTempPath(), "bench", "search", option, word);

        result.RequireMessage(expected);
    }
}

using System.Collections.Immutable;
using AutoCompress.Host.Archive;
using AutoCompress.Host.Store;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Archive;

public sealed class CompletenessTests
{
    [Fact]
    public void Missing_WholeRecord_IsNothing()
    {
        Assert.Null(Completeness.Missing(new LoggedDecision(1, default, "{}")));
        Assert.Null(Completeness.Missing(new Trial(1, Store.Samples.Trial(1).Candidate, new Fidelity(0, 1), "test", null, null, Store.Samples.Completed(1))));
    }

    [Theory]
    [InlineData("""{"seq":1}""", "record")]
    [InlineData("""{"seq":1,"record":null}""", "record")]
    public void Missing_Member_IsNamed(string json, string path) => Assert.Equal(path, Completeness.Missing(Json.Read<LoggedDecision>(json)));

    [Fact]
    public void Missing_DeepInside_IsNamedWithItsPath()
    {
        Assert.Equal("model", Completeness.Missing(Json.Read<StudyInputs>("""{"data":"d"}""")));
        Assert.Equal("output.artifacts", Completeness.Missing(Json.Read<KeptStep>("""{"key":"k","name":"n","output":{"values":"{}"},"seconds":1,"trial":1}""")));
        Assert.Equal("points", Completeness.Missing(Json.Read<FrontReport>($$"""{"original":{{Json.Write(Point)}}}""")));
        Assert.Equal("points[1].model", Completeness.Missing(new FrontReport(Point, [Point, Point with { Model = null! }], null)));
        Assert.Equal(
            "values[0]",
            Completeness.Missing(Point with { Values = ImmutableSortedDictionary<Metric, Measurement>.Empty.Add(Metric.Accuracy, null!) }));
    }

    private static FrontPoint Point => new(
        1, Store.Samples.Trial(1).Candidate, "m", ImmutableSortedDictionary<Metric, Measurement>.Empty, ImmutableSortedDictionary<Metric, Measurement>.Empty);
}

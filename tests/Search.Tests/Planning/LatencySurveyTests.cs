using AutoCompress.Search.Planning;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Tests.Planning;

public sealed class LatencySurveyTests
{
    [Fact]
    public void Of_Study_TimesWholesThenHalvesThenQuartersOnTheGrid()
    {
        var survey = LatencySurvey.Of(Fixtures.Space, Fixtures.Analysis, Fixtures.Spec)!;

        Assert.Equal(4, survey.Cuts.TakeWhile(cut => !cut.IsSingle()).Count());
        Assert.Equal(
            Fixtures.Analysis.Groups.SelectMany(_ => new[] { 0.5 }).Concat(Fixtures.Analysis.Groups.Select(_ => 0.25)).Concat(Fixtures.Analysis.Groups.Select(_ => 0.75)),
            survey.Cuts.Skip(4).Select(cut => cut.Keep.Single().Value));
        Assert.All(survey.Cuts.SelectMany(cut => cut.Keep), keep =>
            Assert.NotEqual(-1, Fixtures.Space.Genes.Single(gene => gene.Name == GeneNames.Keep(keep.Key)).IndexOf(GeneValue.Of(keep.Value))));
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(3, 8.0)]
    [InlineData(8, 16.0)]
    [InlineData(60, 64.0)]
    [InlineData(6000, 64.0)]
    public void Of_StudyOfMinutes_TakesATwentiethAtMost(int minutes, double? seconds)
    {
        var spec = Fixtures.Spec with { Budget = new Budget { Time = TimeSpan.FromMinutes(minutes) } };

        Assert.Equal(seconds, LatencySurvey.Of(Fixtures.Space, Fixtures.Analysis, spec)?.Seconds);
    }

    [Fact]
    public void Of_StudyThatDoesNotAskForTime_IsNull()
    {
        var spec = Fixtures.Spec with { Objectives = [Metric.Accuracy, Metric.Size] };

        Assert.Null(LatencySurvey.Of(Fixtures.Space, Fixtures.Analysis, spec));
        Assert.NotNull(LatencySurvey.Of(Fixtures.Space, Fixtures.Analysis, spec with { Constraints = spec.Constraints.Add(Metric.Speedup, 2) }));
    }

    [Fact]
    public void Of_NothingToCut_IsNull()
    {
        var spec = Fixtures.Spec with { Space = new SpaceSpec { MinKeep = 1 } };

        Assert.Null(LatencySurvey.Of(SpacePlanner.Plan(Fixtures.Analysis, spec), Fixtures.Analysis, spec));
    }

    [Fact]
    public void Of_GroupsLikeEachOther_TimesTheFirstAlone()
    {
        var analysis = Fixtures.Analysis with
        {
            Groups = [.. Fixtures.Analysis.Groups.Select(group => group.Name == "outer2" ? group with { Like = "inner2" } : group)],
        };

        var cuts = LatencySurvey.Of(Fixtures.Space, analysis, Fixtures.Spec)!.Cuts;

        Assert.DoesNotContain(cuts, cut => cut.IsSingle() && cut.Keep.ContainsKey("outer2"));
        Assert.Equal(3, cuts.Count(cut => cut.IsSingle() && cut.Keep.ContainsKey("inner2")));
        Assert.Contains(cuts, cut => !cut.IsSingle() && cut.Keep.ContainsKey("outer2"));
    }
}

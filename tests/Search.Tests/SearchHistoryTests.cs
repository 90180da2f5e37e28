using AutoCompress.Spaces;
using AutoCompress.Trials;

namespace AutoCompress.Search.Tests;

public sealed class SearchHistoryTests
{
    [Fact]
    public void Of_Study_HidesMetricsBehindCostsAndExcesses()
    {
        var done = Fixtures.Done(1, new Candidate([]), accuracy: 0.9, latency: 2, size: 1000, drop: 0.06, fidelity: new(0, 0));

        var history = SearchHistory.Of(Fixtures.History(done));

        var observation = Assert.Single(history.Observations);
        Assert.Equal([-0.9, Math.Log(2), Math.Log(1000)], observation.Costs);
        Assert.Equal(1, Assert.Single(observation.Excesses), 9); // 0.06 where 0.03 is allowed
        Assert.Equal((1ul, 100, 3), (history.Seed, history.Budget, history.Objectives));
    }

    [Fact]
    public void Of_OtherEndings_TellsThemApart()
    {
        var trial = new Trial(1, new Candidate([]), new(0, 1), "test");
        TrialResult?[] results = [null, new TrialResult.Failed(FailureCause.OutOfMemory, ""), new TrialResult.Infeasible(""), new TrialResult.Stopped("")];

        var history = SearchHistory.Of(Fixtures.History([.. results.Select((result, i) => trial with { Number = i + 1, Result = result })]));

        Assert.Equal([Outcome.Running, Outcome.Failed, Outcome.Infeasible, Outcome.Stopped], history.Observations.Select(observation => observation.Outcome));
    }

    [Fact]
    public void Of_SameTrial_IsObservedOnce()
    {
        var history = Fixtures.History(Fixtures.Done(1, new Candidate([]), 0.9, 1, 1));

        Assert.Same(SearchHistory.Of(history).Observations[0], SearchHistory.Of(history).Observations[0]);
    }
}

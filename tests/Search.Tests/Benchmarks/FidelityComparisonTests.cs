using AutoCompress.Search.Benchmarks.Studies;
using AutoCompress.Search.Policy;
using AutoCompress.Trials;

namespace AutoCompress.Search.Tests.Benchmarks;

public sealed class FidelityComparisonTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Rungs_ForTheHypervolumeOfFullTraining_NeedHalfOfItsStepsAtMost(ulong seed)
    {
        var comparison = FidelityComparison.Of(seed, TimeSpan.FromHours(2));

        Assert.NotNull(comparison.Ratio);
        Assert.InRange(comparison.Ratio.Value, 0, 0.5);
        Assert.True(comparison.Saved > 0);
    }

    [Fact]
    public void Study_WithRungs_SpendsItsTrialsFromTheBottomUpAndReplays()
    {
        var spec = SimulatedStudy.Spec(3, TimeSpan.FromMinutes(40), FidelityComparison.Training) with { Algorithm = SearchAlgorithms.NsgaTwo };

        var (history, log, progress) = SimulatedStudy.Run(spec, slots: 2);

        var probes = history.Trials.Count(trial => trial.Fidelity.IsProbe);
        var higher = history.Trials.Where(trial => trial.Fidelity is { Rung: 1, Intermediate: true } && !SharedTraining.IsShared(history, trial)).ToList();
        Assert.InRange(higher.Count, probes / 8, probes / Ladder.Reduction);
        Assert.All(higher, trial => Assert.Equal(trial.Candidate, history.Trials[trial.ContinuesFrom!.Value - 1].Candidate));
        Assert.Contains(history.Trials, trial => trial.Fidelity.IsRefinement);
        Assert.Equal(
            history.Completed.Sum(done => done.Result.Cost.SavedImages), progress[^1].Saved);
        Assert.Contains(history.Trials, trial => SharedTraining.IsShared(history, trial) && trial.Result is TrialResult.Completed { Cost: { TrainedImages: 0, SavedImages: > 0 } });
        Assert.Equal(progress.Select(one => one.Images).Order(), progress.Select(one => one.Images));
        Assert.Empty(SimulatedStudy.Verify(history, log));
    }
}

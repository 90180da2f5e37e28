using AutoCompress.Search.Planning;
using AutoCompress.Search.Policy;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Tests.Policy;

public sealed class InheritanceTests
{
    private static readonly StudySimulation Earlier = new StudySimulation(StudySimulationTests.Demo(2)).Run();
    private static readonly StudySpec Fp32 = StudySimulationTests.Demo(9) with
    {
        Space = new SpaceSpec { Precisions = [Precision.Fp32] },
        Continues = new("earlier-1", Earlier.History.Trials.Length),
    };

    [Fact]
    public void Study_OnAnothersHistory_SpendsItsOwnBudgetAndReplays()
    {
        var study = new StudySimulation(Fp32, inherited: Earlier.History.Trials).Run();

        var own = study.History.Own.ToList();
        Assert.IsType<Decision.Finalise>(study.Last);
        Assert.InRange(own.Count, 15, 40);
        Assert.All(own, trial => Assert.Equal(Precision.Fp32, trial.Candidate.Precision()));
        Assert.DoesNotContain(own.Where(trial => trial.Fidelity.Rung == 0), trial => Earlier.History.Trials.Any(known => known.Candidate.Equals(trial.Candidate)));
        Assert.Contains(own, trial => trial.Fidelity.IsRefinement);
        Assert.Empty(Replay.Verify(study.Spec, Fixtures.Analysis, null, study.History.Trials, study.Log));
    }

    [Fact]
    public void In_CandidatesThatTheSpaceDoesNotOffer_LoseTheirResultsAndStayKnown()
    {
        var history = new StudyHistory(Fp32, Earlier.History.Trials);
        var space = SpacePlanner.Plan(Fixtures.Analysis, Fp32);

        var seen = Inheritance.In(space, history);

        Assert.Equal(history.Trials.Select(trial => trial.Candidate), seen.Trials.Select(trial => trial.Candidate));
        Assert.Contains(seen.Completed, done => done.Trial.Origin == StudySeeds.Original);
        Assert.All(seen.Completed, done => Assert.True(space.Contains(done.Trial.Candidate) || done.Trial.Origin == StudySeeds.Original));
        Assert.Equal(
            Earlier.History.Completed.Count(done => space.Contains(done.Trial.Candidate) || done.Trial.Origin == StudySeeds.Original), seen.Completed.Count());
    }

    [Fact]
    public void In_HistoryOfItsOwn_IsTheSame() =>
        Assert.Same(Earlier.History, Inheritance.In(Earlier.Space, Earlier.History));
}

using AutoCompress.Search.Planning;
using AutoCompress.Search.Policy;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Tests.Policy;

public sealed class StudyPolicyTests
{
    private static readonly StudySpec Spec = StudySimulationTests.Demo(1);
    private static readonly SearchSpace Space = SpacePlanner.Plan(Fixtures.Analysis, Spec);

    [Fact]
    public void Decide_EmptyHistory_ProposesTheSeedsInTheirOrder()
    {
        var propose = Assert.IsType<Decision.Propose>(Decide([], now: 10, free: 4));

        Assert.Equal(StudyState.Exploring, propose.Phase);
        Assert.Equal(["original", "int8-only", "uniform 0.5", "uniform 0.375"], propose.Trials.Select(t => t.Origin));
        Assert.Equal([0, 0, 8000, 8000], propose.Trials.Select(t => t.Fidelity.Images));
        Assert.All(propose.Trials, t => Assert.Null(t.ContinuesFrom));
    }

    [Fact]
    public void Decide_NoSlotFree_WaitsEvenAtTheBeginning() => Assert.IsType<Decision.Wait>(Decide([], now: 10, free: 0));

    [Fact]
    public void Decide_TimeOfExploringIsOver_RefinesFromTheProbesCheckpoints()
    {
        var propose = Assert.IsType<Decision.Propose>(Decide(Explored(12), now: 230, free: 2));

        Assert.Equal(StudyState.Refining, propose.Phase);
        Assert.Equal(2, propose.Trials.Length);
        Assert.All(propose.Trials, t => Assert.Equal(1, t.Fidelity.Rung));
        Assert.All(propose.Trials, t => Assert.Equal($"promoted from {t.ContinuesFrom}", t.Origin));
        Assert.Equal(2, propose.Trials.Select(t => t.ContinuesFrom).Distinct().Count());
    }

    [Fact]
    public void Decide_ManySlotsFree_RefinesNoMoreThanCanTrain() =>
        Assert.Equal(2, Assert.IsType<Decision.Propose>(Decide(Explored(12), now: 230, free: 4)).Trials.Length);

    [Fact]
    public void Decide_LastProbesRun_KeepTheirSlots()
    {
        var trials = Explored(12);
        Trial[] running = [.. trials, Running(13, Fresh(trials)[0])];

        Assert.Single(Assert.IsType<Decision.Propose>(Decide(running, now: 230, free: 3)).Trials);
    }

    [Fact]
    public void Decide_RefinementBegan_NeverExploresAgain()
    {
        var trials = Explored(12);
        Trial[] refining = [.. trials, new(13, trials[2].Candidate, new(1, 1000), "promoted from 3", 3)];

        var propose = Assert.IsType<Decision.Propose>(Decide(refining, now: 60, free: 1));

        Assert.Equal(StudyState.Refining, propose.Phase);
    }

    [Fact]
    public void Decide_RefinementIsLate_WaitsForTheGraceAndThenFinalises()
    {
        var trials = Explored(12);
        Trial[] late = [.. trials, .. Enumerable.Range(3, 4).Select(i => new Trial(10 + i, trials[i].Candidate, new(1, 1000), "x", i + 1))];

        var wait = Assert.IsType<Decision.Wait>(Decide(late, now: 457, free: 0));
        Assert.InRange(wait.UntilActiveSeconds!.Value, 457.0, 480);
        var final = Assert.IsType<Decision.Finalise>(Decide(late, now: wait.UntilActiveSeconds.Value, free: 0));
        Assert.DoesNotContain(1, final.Trials);
        Assert.All(final.Trials, number => Assert.IsType<TrialResult.Completed>(late[number - 1].Result));
    }

    [Fact]
    public void Decide_TrialsOfTheBudgetAreUp_RefinesWithTheReserve()
    {
        var propose = Assert.IsType<Decision.Propose>(Decide(Explored(36), now: 60, free: 2));

        Assert.Equal(StudyState.Refining, propose.Phase);
    }

    [Fact]
    public void Decide_NoRefinementWanted_ExploresToTheEnd()
    {
        var spec = Spec with { Training = new TrainingSpec { RefineShare = 0 } };

        var propose = Assert.IsType<Decision.Propose>(Decide(Explored(12), now: 400, free: 2, spec));

        Assert.Equal(StudyState.Exploring, propose.Phase);
        Assert.IsType<Decision.Finalise>(Decide(Explored(12), now: 470, free: 2, spec));
    }

    [Fact]
    public void Decide_OriginalStillRuns_WaitsAlsoBeyondTheBudget() =>
        Assert.Null(Assert.IsType<Decision.Wait>(Decide([Explored(1)[0] with { Result = null }], now: 900, free: 0)).UntilActiveSeconds);

    [Fact]
    public void Decide_Probes_CarryATimeLimitThatScalesWithTheBudget()
    {
        var propose = Assert.IsType<Decision.Propose>(Decide([], now: 10, free: 3));

        Assert.Equal(24, propose.Trials[2].Fidelity.Seconds);
        Assert.Null(propose.Trials[0].Fidelity.Seconds);
    }

    [Fact]
    public void FinalSelection_LittleTime_KeepsRefinedPointsFirst()
    {
        // A staircase: every point trades size for accuracy, and the refined one sits in its crowded middle.
        var stairs = Enumerable.Range(1, 14)
            .Select(i => Fixtures.Done(i, new Candidate([new("i", GeneValue.Of(i))]), 0.93 - 0.001 * i, 0.3 / i, 1e6 / i)).ToArray();
        stairs[6] = stairs[6] with { Fidelity = new(1, 100_000), ContinuesFrom = 2 };
        var history = new StudyHistory(Spec, [.. stairs]);

        Assert.Equal([1, 7, 14], FinalSelection.Of(history, seconds: 14));
        Assert.Equal(FinalSelection.Most, FinalSelection.Of(history).Length);
    }

    private static Decision Decide(IEnumerable<Trial> trials, double now, int free, StudySpec? spec = null) =>
        StudyPolicy.Decide(Space, Fixtures.Analysis, null, new(spec ?? Spec, [.. trials]), new(now), free, 2);

    /// <summary>So many completed trials: the seeds, then whatever the algorithm proposes.</summary>
    private static Trial[] Explored(int count)
    {
        var evaluator = new SyntheticEvaluator(Fixtures.Analysis);
        var seeds = StudySeeds.Of(Space, Fixtures.Analysis, null, Spec);
        var trials = seeds.Take(count)
            .Select((seed, i) => new Trial(i + 1, seed.Candidate, new(0, seed.Trains ? 8000 : 0), seed.Origin)).ToList();
        trials.AddRange([.. Fresh(trials, count - trials.Count).Select((c, i) => Running(trials.Count + 1 + i, c))]);
        return
        [
            .. trials.Select(trial => trial with
            {
                Result = evaluator.Evaluate(trial.Candidate, trial.Fidelity.Images, 0, new(10, trial.Fidelity.Images / 1600.0, trial.Fidelity.Images)),
                FinishedSeq = trial.Number,
            }),
        ];
    }

    private static List<Candidate> Fresh(IEnumerable<Trial> trials, int count = 1) =>
        [.. SearchAlgorithms.Create(SearchAlgorithms.Random, null).Propose(Space, new StudyHistory(Spec, [.. trials]), count)];

    private static Trial Running(int number, Candidate candidate) => new(number, candidate, new(0, 8000), "test");
}

using System.Collections.Immutable;
using AutoCompress.Search.Pareto;
using AutoCompress.Search.Planning;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Tests;

/// <summary>What every <see cref="ISearchAlgorithm"/> promises.</summary>
public abstract class SearchAlgorithmContract
{
    private static readonly SyntheticEvaluator Evaluator = new(Fixtures.Analysis);

    protected abstract string Name { get; }

    [Fact]
    public void Propose_EmptyHistory_ProposesLegalCandidates()
    {
        var proposed = Create().Propose(Fixtures.Space, Fixtures.History(), 20);

        Assert.Equal(20, proposed.Length);
        Assert.All(proposed, candidate => Assert.True(Fixtures.Space.Contains(candidate), candidate.ToString()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void Propose_WithWorkers_NeverRepeatsAndStaysInTheSpace(int workers)
    {
        var history = Run(Create(), Fixtures.History(), 60, workers);

        Assert.Equal(60, history.Trials.Select(trial => trial.Candidate).Distinct().Count());
        Assert.All(history.Trials, trial => Assert.True(Fixtures.Space.Contains(trial.Candidate), trial.Candidate.ToString()));
    }

    [Fact]
    public void Propose_CalledTwice_AnswersTheSameAndLeavesHistoryAlone()
    {
        var history = Run(Create(), Fixtures.History(), 15, 2);
        var before = history.Trials;
        var algorithm = Create();

        var first = algorithm.Propose(Fixtures.Space, history, 5);
        _ = algorithm.Propose(Fixtures.Space, Fixtures.History(), 7);
        var second = algorithm.Propose(Fixtures.Space, history, 5);

        Assert.Equal(first, second);
        Assert.Equal(before, history.Trials);
    }

    [Fact]
    public void Propose_Fewer_IsAPrefixOfMore()
    {
        var history = Run(Create(), Fixtures.History(), 12, 1);

        var many = Create().Propose(Fixtures.Space, history, 6);

        Assert.Equal(many.Take(2), Create().Propose(Fixtures.Space, history, 2));
    }

    [Fact]
    public void Propose_ResumedInTheMiddle_GoesOnAsIfNeverStopped()
    {
        var whole = Run(Create(), Fixtures.History(), 40, 3);

        var stored = Json.Write(Run(Create(), Fixtures.History(), 18, 3));
        var resumed = Run(Create(), Json.Read<StudyHistory>(stored), 40, 3);

        Assert.Equal(whole.Trials.Select(trial => trial.Candidate), resumed.Trials.Select(trial => trial.Candidate));
    }

    [Fact]
    public void Propose_OtherSeed_ProposesOthers()
    {
        var other = new StudyHistory(Fixtures.Spec with { Seed = 2 }, []);

        Assert.NotEqual(Create().Propose(Fixtures.Space, Fixtures.History(), 3), Create().Propose(Fixtures.Space, other, 3));
    }

    [Fact]
    public void Propose_FailedAndRunningTrials_AreNotProposedAgain()
    {
        var space = new SearchSpace([new ChoiceGene("a", ["x", "y"]), new NumberGene("b", 1, 3, 1)]);
        var all = Create().Propose(space, Fixtures.History(), 10);
        var history = Fixtures.History(
            new(1, all[0], new(0, 1), "test"),
            new(2, all[1], new(0, 1), "test", null, 2, new TrialResult.Failed(FailureCause.NotANumber, "NaN")),
            new(3, all[2], new(0, 1), "test", null, 3, new TrialResult.Infeasible("no")),
            new(4, all[3], new(0, 1), "test", null, 4, new TrialResult.Stopped("stopped")));

        var rest = Create().Propose(space, history, 10);

        Assert.Equal(6, all.Length);
        Assert.Equal(all[4..].Select(c => c.ToString()).Order(), rest.Select(c => c.ToString()).Order());
    }

    [Fact]
    public void Propose_ConditionalGenes_ExhaustsExactlyTheDistinctCandidates()
    {
        var space = new SearchSpace(
        [
            new ChoiceGene("precision", ["fp32", "int8"]),
            new ChoiceGene("calibration", ["min-max", "mse", "entropy"], new GeneCondition("precision", ["int8"])),
            new ChoiceGene("deeper", ["p", "q"], new GeneCondition("calibration", ["mse"])),
        ]);

        var all = Create().Propose(space, Fixtures.History(), 50);

        Assert.Equal(5, all.Length); // fp32; int8 with min-max, with entropy, and with mse twice
        Assert.All(all, candidate => Assert.True(space.Contains(candidate)));
    }

    [Fact]
    public void Propose_SpaceOfOne_ReturnsItOnceAndThenNothing()
    {
        var space = new SearchSpace([new NumberGene("a", 1, 1, 0)]);

        var only = Assert.Single(Create().Propose(space, Fixtures.History(), 3));

        Assert.Empty(Create().Propose(space, Fixtures.History(new Trial(1, only, new(0, 1), "test")), 3));
    }

    [Fact]
    public void Propose_ManyFailures_StillProposes()
    {
        var failed = Create().Propose(Fixtures.Space, Fixtures.History(), 30)
            .Select((c, i) => new Trial(i + 1, c, new(0, 1), "test", null, i + 1, new TrialResult.Failed(FailureCause.OutOfMemory, "memory")));

        Assert.Equal(4, Create().Propose(Fixtures.Space, Fixtures.History([.. failed]), 4).Length);
    }

    [Fact]
    public void Propose_HardLimits_AreKeptByEveryCandidate()
    {
        var spec = Fixtures.Spec with
        {
            Constraints = Fixtures.Spec.Constraints.Add(Metric.Macs, 8e6).Add(Metric.Size, 80_000),
        };
        var algorithm = SearchAlgorithms.Create(Name, new HardLimits(Fixtures.Analysis, spec));
        var costs = new CostModel(Fixtures.Analysis);

        var history = Run(algorithm, new StudyHistory(spec, []), 40, 2);

        Assert.Equal(40, history.Trials.Length);
        Assert.All(history.Trials, trial => Assert.InRange(costs.Of(trial.Candidate).Macs, 0, 8e6));
        Assert.All(history.Trials, trial => Assert.InRange(costs.Of(trial.Candidate).Bytes, 0, 80_000));
    }

    [Fact]
    public void Propose_ImpossibleLimit_ReturnsNothing()
    {
        var spec = Fixtures.Spec with { Constraints = Fixtures.Spec.Constraints.Add(Metric.Params, 10) };
        var algorithm = SearchAlgorithms.Create(Name, new HardLimits(Fixtures.Analysis, spec));

        Assert.Empty(algorithm.Propose(Fixtures.Space, new StudyHistory(spec, []), 2));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 8)]
    [InlineData(3, 1)]
    [InlineData(4, 8)]
    [InlineData(5, 1)]
    public void Propose_ObjectivesConstraintsFailuresAndRunningTrials_LegalAndNeverTwice(int objectives, int workers)
    {
        var history = Formula.Run(Create(), Formula.Empty(objectives), 60, workers);

        Assert.Equal(60, history.Observations.Select(observation => observation.Candidate).Distinct().Count());
        Assert.All(history.Observations, observation => Assert.True(Formula.Space.Contains(observation.Candidate), observation.Candidate.ToString()));
    }

    [Fact]
    public void Propose_RunningAndFailedTrialsInHistory_FewerIsAPrefixOfMoreAndACopyAnswersTheSame()
    {
        var history = Formula.Run(Create(), Formula.Empty(2), 30, 8);
        var copy = history with
        {
            Observations = [.. history.Observations.Select(o => o.Outcome == Outcome.Completed
                ? Observation.Completed(new(o.Candidate.Values), o.Costs, o.Excesses, o.Rung)
                : Observation.Without(new(o.Candidate.Values), o.Outcome, o.Rung))],
        };

        var many = Create().Propose(Formula.Space, history, 4);

        Assert.Equal(4, many.Length);
        Assert.Equal(many, Create().Propose(Formula.Space, copy, 4));
        Assert.Equal(many.Take(1), Create().Propose(Formula.Space, copy, 1));
    }

    [Fact]
    public void Propose_ResumedInTheMiddleWithEightWorkers_GoesOnAsIfNeverStopped()
    {
        var whole = Formula.Run(Create(), Formula.Empty(3), 40, 8);

        var resumed = Formula.Run(Create(), Formula.Run(Create(), Formula.Empty(3), 21, 8), 40, 8);

        Assert.Equal(whole.Observations.Select(o => o.Candidate), resumed.Observations.Select(o => o.Candidate));
    }

    [Fact]
    public void Propose_ChoiceThatAlwaysFails_IsHardlyPaidForAgain()
    {
        var history = Formula.Run(Create(), Formula.Empty(2), 60, 1);

        var late = history.Observations.Skip(30).Count(o => o.Candidate.Choice("format", "") == Formula.Broken);

        Assert.InRange(late, 0, Learns ? 3 : 20);
    }

    [Fact]
    public void Propose_HundredAndTwentyTrials_DominatesMoreThanRandomSearch()
    {
        double Mean(ISearchAlgorithm algorithm) => Enumerable.Range(1, 5).Average(seed => Volume(algorithm, (ulong)seed));

        Assert.InRange(Mean(Create()) / Mean(SearchAlgorithms.Create(SearchAlgorithms.Random, null)), Learns ? 1.01 : 0.9, 2);
    }

    [Fact]
    public void Propose_NothingButInfeasibleAndMissingValues_StillProposes()
    {
        var broken = Create().Propose(Formula.Space, Formula.Empty(2), 20).Select((candidate, i) => (i % 3) switch
        {
            0 => Observation.Completed(candidate, [1, 2], [0.5]),
            1 => Observation.Completed(candidate, [2, 1], [double.PositiveInfinity]),
            _ => Observation.Completed(candidate, [], [0]),
        });

        Assert.Equal(3, Create().Propose(Formula.Space, Formula.Empty(2) with { Observations = [.. broken] }, 3).Length);
    }

    /// <summary>Whether it looks at results: baselines do not.</summary>
    protected virtual bool Learns => true;

    private static double Volume(ISearchAlgorithm algorithm, ulong seed) => Hypervolume.Of(
        Formula.Run(algorithm, Formula.Empty(2, seed, 120), 120, 1).Observations.Where(o => o is { IsPoint: true, Violation: 0 }).Select(o => (IReadOnlyList<double>)o.Costs),
        [2, 2]);

    protected ISearchAlgorithm Create() => SearchAlgorithms.Create(Name, null);

    /// <summary>Runs until the history holds <paramref name="trials"/>: with so many workers, the oldest running trial finishes first.</summary>
    internal static StudyHistory Run(ISearchAlgorithm algorithm, StudyHistory history, int trials, int workers)
    {
        while (history.Trials.Length < trials)
        {
            foreach (var candidate in algorithm.Propose(Fixtures.Space, history, 1))
            {
                history = history with { Trials = history.Trials.Add(new(history.Trials.Length + 1, candidate, new(0, 8000), "test")) };
            }

            if (history.Trials.Count(trial => trial.IsRunning) >= workers)
            {
                var oldest = history.Trials.First(trial => trial.IsRunning);
                var result = Evaluator.Evaluate(oldest.Candidate, 8000, 0);
                history = history with { Trials = history.Trials.Replace(oldest, oldest with { Result = result, FinishedSeq = oldest.Number }) };
            }
        }

        return history;
    }
}

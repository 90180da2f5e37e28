using AutoCompress.Search.Pareto;
using AutoCompress.Search.Planning;
using AutoCompress.Search.Policy;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Tests.Policy;

public sealed class StudySimulationTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    public void EightMinutesOnTwoCores_EndsInTimeWithEnoughTrialsAndRefinement(ulong seed, int inFlight)
    {
        var study = new StudySimulation(Demo(seed)) { InFlight = inFlight }.Run();

        var final = Assert.IsType<Decision.Finalise>(study.Last);
        Assert.InRange(study.Ended, 0, 480);
        Assert.InRange(study.History.Completed.Count(), 20, 40);
        var refined = study.History.Completed.Where(c => c.Trial.Fidelity.Rung == 1).ToList();
        Assert.InRange(refined.Count, 2, 4);
        Assert.InRange((study.Ended - study.RefinementBegan) / 480, 0.4, 0.7);
        Assert.Contains(refined, c => final.Trials.Contains(c.Trial.Number));
        Assert.All(refined, c => Assert.True(c.Trial.Fidelity.QuantizationAwareImages > 0 || c.Trial.Candidate.Choice(GeneNames.Precision, "") != "int8"));
    }

    [Fact]
    public void EightMinutesOnTwoCores_ReachesBothEndsOfTheAllowance()
    {
        var study = new StudySimulation(Demo(1)).Run();

        var original = study.History.Completed.First().Result.Values;
        var points = ParetoFront.Of(study.History).Points.Select(p => p.Result.Values).ToList();
        double Times(Metric metric, IReadOnlyDictionary<Metric, Measurement> values) => original[metric].Value / values[metric].Value;
        Assert.Contains(points, v => v[Metric.AccuracyDrop].Value <= 0.01 && Times(Metric.Size, v) >= 10 && Times(Metric.Latency, v) >= 4);
        Assert.Contains(points, v => v[Metric.AccuracyDrop].Value <= 0.03 && Times(Metric.Size, v) >= 20);
    }

    [Theory]
    [InlineData(0.001, 100)]
    [InlineData(10, 100)]
    [InlineData(30, 100)]
    [InlineData(60, 100)]
    [InlineData(480, 3)]
    [InlineData(480, 2)]
    [InlineData(480, 8)]
    public void TinyBudget_StillMeasuresOriginalAndInt8AndEnds(double seconds, int trials)
    {
        var spec = Demo(1) with { Budget = new Budget { Time = TimeSpan.FromSeconds(seconds), Trials = trials } };
        var study = new StudySimulation(spec) { Planning = 1 }.Run();

        Assert.IsType<Decision.Finalise>(study.Last);
        Assert.InRange(study.History.Trials.Length, 2, trials);
        Assert.Equal([StudySeeds.Original, "int8-only"], study.History.Trials.Take(2).Select(trial => trial.Origin));
    }

    [Fact]
    public void OneTrial_FinalisesTheOriginal()
    {
        var study = new StudySimulation(Demo(1) with { Budget = new Budget { Trials = 1 } }).Run();

        Assert.Equal([1], Assert.IsType<Decision.Finalise>(study.Last).Trials);
    }

    [Fact]
    public void SlowModel_StillProbesAndRefines()
    {
        var study = new StudySimulation(Demo(1)) { Slowness = 50 }.Run();

        Assert.IsType<Decision.Finalise>(study.Last);
        Assert.InRange(study.Ended, 0, 480);
        Assert.Contains(study.History.Completed, c => c.Trial.Fidelity.Rung == 1);
    }

    [Fact]
    public void OriginalFails_StudyFailsAtOnceWithItsReason()
    {
        var study = new StudySimulation(Demo(1))
        {
            Mishap = number => number == 1 ? new TrialResult.Failed(FailureCause.InvalidModel, "node 'x' is unknown") : null,
        }.Run();

        Assert.Contains("node 'x' is unknown", Assert.IsType<Decision.Fail>(study.Last).Reason, StringComparison.Ordinal);
        Assert.InRange(study.History.Trials.Length, 1, 4);
    }

    [Fact]
    public void EverythingElseFails_FinalisesTheOriginalWithoutSpendingTheBudget()
    {
        var study = new StudySimulation(Demo(1))
        {
            Mishap = number => number == 1 ? null : new TrialResult.Failed(FailureCause.NativeCrash, "signal 11"),
        }.Run();

        Assert.Equal([1], Assert.IsType<Decision.Finalise>(study.Last).Trials);
        Assert.InRange(study.History.Trials.Length, 11, 16);
    }

    [Fact]
    public void SomeFail_OthersTakeTheirPlaces()
    {
        var study = new StudySimulation(Demo(4))
        {
            Mishap = number => number % 4 == 0 ? new TrialResult.Failed(FailureCause.NotANumber, "the loss became NaN") : null,
        }.Run();

        Assert.IsType<Decision.Finalise>(study.Last);
        Assert.InRange(study.Ended, 0, 480);
        Assert.Contains(study.History.Completed, c => c.Trial.Fidelity.Rung == 1);
    }

    [Fact]
    public void NoCandidateTwice_ExceptItsRefinement()
    {
        var study = new StudySimulation(Demo(5)) { InFlight = 2 }.Run();

        var probes = study.History.Trials.Where(trial => trial.Fidelity.Rung == 0).Select(trial => trial.Candidate).ToList();
        Assert.Equal(probes.Count, probes.Distinct().Count());
        Assert.All(study.History.Trials.Where(trial => trial.Fidelity.Rung == 1), refined =>
            Assert.Equal(study.History.Trials[refined.ContinuesFrom!.Value - 1].Candidate, refined.Candidate));
    }

    [Fact]
    public void Log_ReplaysExactly_AlsoThroughJson()
    {
        var study = new StudySimulation(Demo(6)) { InFlight = 2 }.Run();
        var lines = study.Log.Select(Json.Write).ToList();

        var read = lines.Select(Json.Read<DecisionRecord>).ToList();

        Assert.Equal(lines, read.Select(Json.Write));
        Assert.Empty(Replay.Verify(study.Spec, Fixtures.Analysis, null, study.History.Trials, read));
    }

    [Fact]
    public void Log_OtherSeed_DoesNotReplay()
    {
        var study = new StudySimulation(Demo(6)).Run();

        Assert.NotEmpty(Replay.Verify(study.Spec with { Seed = 7 }, Fixtures.Analysis, null, study.History.Trials, study.Log));
        Assert.NotEmpty(Replay.Verify(study.Spec, Fixtures.Analysis, null, study.History.Trials.RemoveAt(3), study.Log));
    }

    internal static StudySpec Demo(ulong seed) => Fixtures.Spec with
    {
        Seed = seed,
        Budget = new Budget { Trials = 40, Time = TimeSpan.FromMinutes(8) },
        Space = new SpaceSpec { Precisions = [Precision.Fp32, Precision.Int8] },
    };
}

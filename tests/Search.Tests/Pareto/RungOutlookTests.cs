using AutoCompress.Search.Pareto;
using AutoCompress.Spaces;
using AutoCompress.Trials;

namespace AutoCompress.Search.Tests.Pareto;

public sealed class RungOutlookTests
{
    private static readonly Candidate Cut = new([new(GeneNames.Keep("stem"), GeneValue.Of(0.5))]);

    [Fact]
    public void Remaining_NothingWentUp_IsThePriorOfEachRung()
    {
        var outlook = RungOutlook.Of(Fixtures.History());

        Assert.Equal(Foresight.UntrainedLoss, outlook.Remaining(Trial(new(0, 0))), 9);
        Assert.Equal(0.2, outlook.Remaining(Trial(new(0, 8000))), 9);
        Assert.Equal(0.4, outlook.Remaining(Trial(new(1, 24_000, Intermediate: true))), 9);
        Assert.Equal(1, outlook.Remaining(Trial(new(3, 24_000, Intermediate: true))), 9);
        Assert.Equal(1, outlook.Remaining(Trial(new(1, 100_000))));
    }

    [Fact]
    public void Remaining_TrainingHardlyHelped_ExpectsLessOfTheOthers()
    {
        var probes = Enumerable.Range(1, 8).Select(i => Fixtures.Done(i, Cut, 0.83, 0.2, 500, drop: 0.1)).ToArray();
        var refined = probes.Select(probe => Fixtures.Done(
            probe.Number + 8, Cut, 0.85, 0.2, 500, drop: 0.08, fidelity: new(1, 100_000), from: probe.Number)).ToArray();

        // Eight times 0.8 and the prior's 0.2 with the weight of four, to a 64th of the prior.
        Assert.Equal(0.6, RungOutlook.Of(Fixtures.History([.. probes, .. refined])).Remaining(Trial(new(0, 8000))), 0.004);
    }

    [Fact]
    public void Remaining_ThroughAnIntermediateRung_MultipliesItsSteps()
    {
        var probes = Enumerable.Range(1, 400).Select(i => Fixtures.Done(i, Cut, 0.83, 0.2, 500, drop: 0.1)).ToArray();
        var higher = probes.Select(probe => Fixtures.Done(
            probe.Number + 400, Cut, 0.88, 0.2, 500, drop: 0.05, fidelity: new(1, 24_000, Intermediate: true), from: probe.Number)).ToArray();

        // Half of the loss is left on the next rung, of which 0.4 is expected to stay.
        Assert.Equal(0.2, RungOutlook.Of(Fixtures.History([.. probes, .. higher])).Remaining(Trial(new(0, 8000))), 0.004);
    }

    private static Trial Trial(Fidelity fidelity) => new(1, Cut, fidelity, "test");
}

using System.Collections.Immutable;
using AutoCompress.Search.Policy;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Tests.Policy;

public sealed class RungPromotionTests
{
    private static readonly StudySpec Spec = Fixtures.Spec with { Budget = new Budget { Trials = 10_000, Time = TimeSpan.FromHours(4) } };

    /// <summary>Each loses more than the one before and is smaller, so that none beats another; the last two are beaten by the first.</summary>
    private static readonly Trial[] Probes =
    [
        .. Enumerable.Range(1, 6).Select(i => Probe(i, drop: 0.01 * i, times: i)),
        Probe(7, drop: 0.012, times: 0.9), Probe(8, drop: 0.013, times: 0.8),
    ];

    [Fact]
    public void Next_TooFewForAQuarter_PromotesNone() => Assert.Null(Next(Probes[..3]));

    [Fact]
    public void Next_AQuarterOfTheRung_IsTheFrontsEndsFirst()
    {
        var first = Next(Probes)!;
        var second = Next([.. Probes, Going(9, first)])!;

        Assert.Equal((1, 24_000, true), (first.Fidelity.Rung, first.Fidelity.Images, first.Fidelity.Intermediate));
        Assert.Equal([1, 6], new[] { first.ContinuesFrom!.Value, second.ContinuesFrom!.Value }.Order());
        Assert.Equal(8000, first.SavedImages);
        Assert.Equal($"promoted from {first.ContinuesFrom}", first.Origin);
        Assert.Null(Next([.. Probes, Going(9, first), Going(10, second)]));
    }

    [Fact]
    public void Next_HigherRungWaits_GoesFirst()
    {
        var higher = Probes[..4].Select(probe => Fixtures.Done(
            8 + probe.Number, probe.Candidate, 0.925, 0.3, 1e6, drop: 0.005, fidelity: new(1, 24_000, Intermediate: true), from: probe.Number));

        var next = Next([.. Probes, .. higher])!;

        Assert.Equal((2, 96_000), (next.Fidelity.Rung, next.Fidelity.Images));
        Assert.Equal(32_000, next.SavedImages);
    }

    [Fact]
    public void Next_NotInTime_PromotesNone() => Assert.Null(Next(Probes, (_, _) => false));

    [Fact]
    public void Next_OptimisticPointIsBeaten_IsGivenUp()
    {
        // What full training has reached beats even what the probes could become at best.
        var winner = Fixtures.Done(9, Width(0.3), 0.95, 0.001, 10, drop: -0.02, fidelity: new(1, 500_000));

        Assert.Null(Next([.. Probes, winner]));
    }

    [Fact]
    public void Lost_RunningTrialIsBeatenMeanwhile_IsStoppedAndNoOther()
    {
        var space = Fixtures.Space;
        var original = Fixtures.Done(1, new([]), 0.93, 0.32, 1_240_000, drop: 0, fidelity: new(0, 0)) with { Origin = "original" };
        Trial[] trials =
        [
            original, Probe(2, drop: 0.05, times: 2), Probe(3, drop: 0.01, times: 50),
            new(4, Width(0.02), new(1, 24_000, Intermediate: true), "promoted from 2", 2),
            new(5, Width(0.03), new(1, 24_000, Intermediate: true), "promoted from 3", 3),
            Fixtures.Done(6, Width(0.06), 0.95, 0.32 / 10, 1_240_000 / 10.0, drop: -0.02, fidelity: new(1, 500_000)),
        ];

        var stop = Assert.IsType<Decision.Stop>(StudyPolicy.Decide(space, Fixtures.Analysis, null, new(Spec, [.. trials]), new(1000), 0, 2));

        Assert.Equal([4], stop.Trials);
    }

    private static Proposal? Next(IEnumerable<Trial> trials, Func<Trial, Fidelity, bool>? isInTime = null)
    {
        var history = new StudyHistory(Spec, [.. trials]);
        var economics = new TrialEconomics(Fixtures.Analysis, history);
        var ladder = new Ladder(Spec, Fixtures.Analysis, economics, TimePlan.Of(Spec, 4), 2, 10_000);
        Assert.Equal(3, ladder.Intermediate);
        return new RungPromotion(history, ladder, Original).Next(20, isInTime ?? ((_, _) => true));
    }

    private static ImmutableSortedDictionary<Metric, Measurement> Original { get; } = Fixtures.Completed(0.93, 0.32, 1_240_000, 0).Values;

    private static Trial Going(int number, Proposal proposal) => new(number, proposal.Candidate, proposal.Fidelity, proposal.Origin, proposal.ContinuesFrom);

    private static Trial Probe(int number, double drop, double times) =>
        Fixtures.Done(number, Width(0.01 * number), 0.93 - drop, 0.32 / times, 1_240_000 / times, drop);

    private static Candidate Width(double keep) => new([new(GeneNames.Keep("stem"), GeneValue.Of(keep)), new(GeneNames.Precision, GeneValue.Of("int8"))]);
}

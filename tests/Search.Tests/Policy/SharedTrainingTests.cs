using AutoCompress.Search.Policy;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Tests.Policy;

public sealed class SharedTrainingTests
{
    private static readonly Trial Original = Fixtures.Done(1, Format(1, "fp32"), 0.93, 0.32, 1_240_000, drop: 0, fidelity: new(0, 0)) with { Origin = "original" };
    private static readonly Trial Quantized = Fixtures.Done(2, Format(1, "int8"), 0.926, 0.13, 330_000, drop: 0.004, fidelity: new(0, 0));
    private static readonly Trial Probe = Fixtures.Done(3, Format(0.5, "int8"), 0.9, 0.04, 90_000, drop: 0.03);
    private static readonly Trial Trained = Fixtures.Done(4, Probe.Candidate, 0.92, 0.04, 90_000, drop: 0.01, fidelity: new(1, 90_000, 10_000), from: 3);

    [Fact]
    public void Next_TrainedNetwork_IsStoredInTheOtherFormatToo()
    {
        var proposal = Next(Original, Quantized, Probe, Trained)!;

        Assert.Equal(Format(0.5, "fp32"), proposal.Candidate);
        Assert.True(proposal.Candidate.SharesTraining(Trained.Candidate));
        Assert.Equal(Trained.Fidelity with { QuantizationAwareImages = 0 }, proposal.Fidelity);
        Assert.Equal((3, 98_000), (proposal.ContinuesFrom, proposal.SavedImages));
    }

    [Fact]
    public void Next_StoredAlready_IsNull()
    {
        var stored = new Trial(5, Format(0.5, "fp32"), new(1, 90_000), "shares the training of 4", 3);

        Assert.Null(Next(Original, Quantized, Probe, Trained, stored));
        Assert.True(SharedTraining.IsShared(Fixtures.History(Original, Quantized, Probe, Trained, stored), stored));
        Assert.False(SharedTraining.IsShared(Fixtures.History(Original, Quantized, Probe, Trained, stored), Trained));
    }

    [Fact]
    public void Next_PointWouldBeBeaten_IsNull()
    {
        var better = Fixtures.Done(5, Format(0.6, "int8"), 0.94, 0.03, 80_000, drop: -0.01, fidelity: new(1, 90_000));

        Assert.Null(Next(Original, Quantized, Probe, Trained, better, Fixtures.Done(6, Format(0.6, "fp32"), 0.941, 0.05, 85_000, drop: -0.011, fidelity: new(1, 90_000))));
    }

    [Fact]
    public void Next_ShortTrainingOnly_IsNull() => Assert.Null(Next(Original, Quantized, Probe));

    [Fact]
    public void Next_FormatOfUnknownSpeed_IsNull() => Assert.Null(Next(Original, Probe, Trained with { ContinuesFrom = 2 }));

    private static Proposal? Next(params Trial[] trials)
    {
        var numbered = trials.Select((trial, i) => trial with { Number = i + 1 }).ToArray();
        var space = AutoCompress.Search.Planning.SpacePlanner.Plan(
            Fixtures.Analysis, Fixtures.Spec with { Space = new SpaceSpec { Precisions = [Precision.Fp32, Precision.Int8] } });
        return new SharedTraining(space, Fixtures.Analysis, Fixtures.History(numbered), ((TrialResult.Completed)Original.Result!).Values).Next(intermediate: false);
    }

    private static Candidate Format(double keep, string format) => new(
    [
        .. Fixtures.Analysis.Groups.Select(group => KeyValuePair.Create(GeneNames.Keep(group.Name), GeneValue.Of(keep))),
        new(GeneNames.Precision, GeneValue.Of(format)),
    ]);
}

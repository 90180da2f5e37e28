using AutoCompress.Engine.Measuring.Scores;

namespace AutoCompress.Engine.Tests.Measuring.Scores;

public sealed class ConfusionTests
{
    // Class 0: 1 true, 2 answered, 1 both; class 1: 2, 1, 1; class 2: 2, 2, 2; class 3 does not occur.
    private static readonly double[] Sums = Tallies.Of([0, 1, 1, 2, 2], [0, 0, 1, 2, 2], 4).Sums();

    [Fact]
    public void MacroF1_ThreeClasses_IsTheMeanOfTheirScores() => Assert.Equal(((2.0 / 3) + (2.0 / 3) + 1) / 3, Confusion.MacroF1(Sums), 12);

    [Fact]
    public void MeanIou_ThreeClasses_IsTheMeanOfTheirOverlaps() => Assert.Equal((0.5 + 0.5 + 1) / 3, Confusion.MeanIou(Sums), 12);

    [Fact]
    public void Share_Places_CountsTheRightOnes() => Assert.Equal(0.8, Confusion.Share(Sums), 12);

    [Fact]
    public void WorstRecall_ClassesWithSamples_IsTheLowest() => Assert.Equal(0.5, Confusion.WorstRecall(Sums), 12);

    [Fact]
    public void Recalls_ClassWithoutSamples_IsNotANumber() => Assert.Equal([1, 0.5, 1, double.NaN], Confusion.Recalls(Sums));

    [Fact]
    public void MicroF1_Flags_CountsAllTogether()
    {
        var tally = Confusion.Empty(2);
        Confusion.CountFlag(tally, 0, truth: true, answer: true);
        Confusion.CountFlag(tally, 0, truth: true, answer: false);
        Confusion.CountFlag(tally, 1, truth: false, answer: true);
        Confusion.CountFlag(tally, 1, truth: false, answer: false);
        tally.EndSample();

        Assert.Equal(2.0 * 1 / (2 + 2), Confusion.MicroF1(tally.Sums()), 12);
    }
}

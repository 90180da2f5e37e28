using AutoCompress.Engine.Data;
using AutoCompress.Engine.Measuring.Statistics;

namespace AutoCompress.Engine.Tests.Measuring.Statistics;

public sealed class MacroF1Tests
{
    [Fact]
    public void Of_ThreeClasses_IsTheMeanOfTheirScores()
    {
        // Precision and recall: class 0 1/2 and 1, class 1 1 and 1/2, class 2 1 and 1; class 3 does not occur.
        Assert.Equal(((2.0 / 3) + (2.0 / 3) + 1) / 3, MacroF1.Of([0, 1, 1, 2, 2], [0, 0, 1, 2, 2], 4), 12);
    }

    [Fact]
    public void Bootstrap_SimulatedAnswers_CoversTheTruth()
    {
        // Two even classes, each answered right with 0.8: both F1 scores are 0.8.
        var random = new SplitMix64(3);
        var covered = 0;
        for (var round = 0; round < 200; round++)
        {
            var labels = Enumerable.Range(0, 200).Select(i => i % 2).ToArray();
            var answers = labels.Select(label => random.NextDouble() < 0.8 ? label : 1 - label).ToArray();
            covered += MacroF1.Bootstrap(labels, answers, 2, (ulong)round).Contains(0.8) ? 1 : 0;
        }

        Assert.InRange(covered, 178, 200);
    }

    [Fact]
    public void Bootstrap_SameSeed_IsTheSame()
    {
        int[] labels = [0, 1, 2, 0, 1, 2, 0, 1], answers = [0, 1, 2, 1, 1, 0, 0, 2];

        Assert.Equal(MacroF1.Bootstrap(labels, answers, 3, 9), MacroF1.Bootstrap(labels, answers, 3, 9));
    }
}

using AutoCompress.Engine.Data;
using AutoCompress.Engine.Measuring.Scores;

namespace AutoCompress.Engine.Tests.Measuring.Scores;

public sealed class BootstrapTests
{
    [Fact]
    public void Of_SimulatedAnswers_CoversTheTruth()
    {
        // Two even classes, each answered right with 0.8: both F1 scores are 0.8.
        var random = new SplitMix64(3);
        var covered = 0;
        for (var round = 0; round < 200; round++)
        {
            var labels = Enumerable.Range(0, 200).Select(i => i % 2).ToArray();
            var answers = labels.Select(label => random.NextDouble() < 0.8 ? label : 1 - label).ToArray();
            covered += Bootstrap.Of(Tallies.Of(labels, answers, 2), Confusion.MacroF1, (ulong)round).Contains(0.8) ? 1 : 0;
        }

        Assert.InRange(covered, 178, 200);
    }

    [Fact]
    public void Of_SameSeed_IsTheSame()
    {
        var tally = Tallies.Of([0, 1, 2, 0, 1, 2, 0, 1], [0, 1, 2, 1, 1, 0, 0, 2], 3);

        Assert.Equal(Bootstrap.Of(tally, Confusion.MacroF1, 9), Bootstrap.Of(tally, Confusion.MacroF1, 9));
    }

    [Fact]
    public void Difference_PairedAnswers_IsNarrowerThanTheirOwnIntervals()
    {
        // Both are wrong on nearly the same samples, so their difference is known much better than either.
        var random = new SplitMix64(5);
        var labels = Enumerable.Range(0, 500).Select(i => i % 4).ToArray();
        var first = labels.Select(label => random.NextDouble() < 0.7 ? label : (label + 1) % 4).ToArray();
        var second = first.Select((answer, i) => i % 50 == 0 ? (answer + 2) % 4 : answer).ToArray();
        var (a, b) = (Tallies.Of(labels, first, 4), Tallies.Of(labels, second, 4));

        var difference = Bootstrap.Difference(a, b, Confusion.MacroF1, 1);
        var alone = Bootstrap.Of(a, Confusion.MacroF1, 1);

        Assert.True(difference.Contains(Confusion.MacroF1(a.Sums()) - Confusion.MacroF1(b.Sums())));
        Assert.True(difference.High - difference.Low < (alone.High - alone.Low) / 2);
    }
}

using AutoCompress.Engine.Measuring.Scores;

namespace AutoCompress.Engine.Tests.Measuring.Scores;

/// <summary>Makes tallies from labels and answers.</summary>
internal static class Tallies
{
    public static Tally Of(int[] labels, int[] answers, int classes)
    {
        var tally = Confusion.Empty(classes);
        for (var i = 0; i < labels.Length; i++)
        {
            Confusion.Count(tally, labels[i], answers[i]);
            tally.EndSample();
        }

        return tally;
    }
}

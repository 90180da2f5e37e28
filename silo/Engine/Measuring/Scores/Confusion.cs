using System.Collections.Immutable;

namespace AutoCompress.Engine.Measuring.Scores;

/// <summary>Scores from three sums for each class (or flag): how often it was true, answered, and both.</summary>
internal static class Confusion
{
    private const int Sums = 3;

    public static Tally Empty(int classes) => new(Sums * classes);

    /// <summary>Counts one place of the current sample.</summary>
    public static void Count(Tally tally, int truth, int answer)
    {
        tally.Add(Sums * truth);
        tally.Add((Sums * answer) + 1);
        if (truth == answer)
        {
            tally.Add((Sums * truth) + 2);
        }
    }

    /// <summary>Counts one flag of the current sample; a flag that is neither true nor answered counts nowhere.</summary>
    public static void CountFlag(Tally tally, int flag, bool truth, bool answer)
    {
        if (truth)
        {
            tally.Add(Sums * flag);
        }

        if (answer)
        {
            tally.Add((Sums * flag) + 1);
        }

        if (truth && answer)
        {
            tally.Add((Sums * flag) + 2);
        }
    }

    /// <summary>The share of places with the right class.</summary>
    public static double Share(ReadOnlySpan<double> sums)
    {
        var (actual, right) = (0.0, 0.0);
        for (var c = 0; c < sums.Length; c += Sums)
        {
            (actual, right) = (actual + sums[c], right + sums[c + 2]);
        }

        return actual > 0 ? right / actual : 0;
    }

    /// <summary>F1 of all classes together: that of the flags of a multi-label model.</summary>
    public static double MicroF1(ReadOnlySpan<double> sums)
    {
        var (both, right) = (0.0, 0.0);
        for (var c = 0; c < sums.Length; c += Sums)
        {
            (both, right) = (both + sums[c] + sums[c + 1], right + sums[c + 2]);
        }

        return both > 0 ? 2 * right / both : 1;
    }

    /// <summary>The mean of the classes' F1 scores, over the classes that occur among labels or answers.</summary>
    public static double MacroF1(ReadOnlySpan<double> sums) => MeanOverClasses(sums, static (actual, answered, right) => 2 * right / (actual + answered));

    /// <summary>The mean of the classes' intersection over union, over the classes that occur among labels or answers.</summary>
    public static double MeanIou(ReadOnlySpan<double> sums) => MeanOverClasses(sums, static (actual, answered, right) => right / (actual + answered - right));

    /// <summary>The lowest recall of a class that occurs among the labels.</summary>
    public static double WorstRecall(ReadOnlySpan<double> sums)
    {
        var worst = 1.0;
        for (var c = 0; c < sums.Length; c += Sums)
        {
            worst = sums[c] > 0 ? Math.Min(worst, sums[c + 2] / sums[c]) : worst;
        }

        return worst;
    }

    /// <summary>Of each class; NaN for one that does not occur among the labels.</summary>
    public static ImmutableArray<double> Recalls(double[] sums) =>
        [.. Enumerable.Range(0, sums.Length / Sums).Select(c => sums[c * Sums] > 0 ? sums[(c * Sums) + 2] / sums[c * Sums] : double.NaN)];

    private static double MeanOverClasses(ReadOnlySpan<double> sums, Func<double, double, double, double> score)
    {
        var (sum, present) = (0.0, 0);
        for (var c = 0; c < sums.Length; c += Sums)
        {
            if (sums[c] + sums[c + 1] > 0)
            {
                sum += score(sums[c], sums[c + 1], sums[c + 2]);
                present++;
            }
        }

        return present > 0 ? sum / present : 1;
    }
}

namespace AutoCompress.Engine.Measuring.Scores;

/// <summary>Scores that are means: a sum over a count.</summary>
internal static class Shares
{
    public static Tally Empty() => new(2);

    public static void Count(Tally tally, double value)
    {
        tally.Add(0, value);
        tally.Add(1);
    }

    public static double Mean(ReadOnlySpan<double> sums) => sums[1] > 0 ? sums[0] / sums[1] : 0;
}

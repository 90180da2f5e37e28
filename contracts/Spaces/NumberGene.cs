namespace AutoCompress.Spaces;

/// <summary>An ordered gene on the grid Low, Low + Step, … ≤ High. With Step = 0 it holds the single value Low.</summary>
/// <param name="Logarithmic">The grid is even in log10: <paramref name="Step"/> is then a factor, above 1.</param>
public sealed record NumberGene(string Name, double Low, double High, double Step, bool Logarithmic = false, GeneCondition? ActiveWhen = null)
    : Gene(Name, ActiveWhen)
{
    private const double GridSlack = 1e-9;

    /// <inheritdoc/>
    public override int Count => Step == 0 || High <= Low
        ? 1
        : 1 + (int)Math.Floor((Logarithmic ? Math.Log(High / Low) / Math.Log(Step) : (High - Low) / Step) + GridSlack);

    /// <inheritdoc/>
    public override GeneValue ValueAt(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return GeneValue.Of(Logarithmic ? Low * Math.Pow(Step, index) : Low + index * Step);
    }

    /// <inheritdoc/>
    public override int IndexOf(GeneValue value)
    {
        if (value.IsChoice)
        {
            return -1;
        }

        if (Count == 1)
        {
            return ValueAt(0) == value ? 0 : -1;
        }

        var place = Logarithmic ? Math.Log(value.Number / Low) / Math.Log(Step) : (value.Number - Low) / Step;
        var index = (int)Math.Round(place);
        return index >= 0 && index < Count && ValueAt(index) == value ? index : -1;
    }
}

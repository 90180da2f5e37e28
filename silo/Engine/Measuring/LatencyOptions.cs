namespace AutoCompress.Engine.Measuring;

/// <summary>How long and how finely latencies are compared.</summary>
public sealed record LatencyOptions
{
    /// <summary>Time for warm-up and measuring, above zero. It ends earlier when every ratio is known well enough.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Width of a ratio's 95 % interval, as a share of the ratio, that is narrow enough.</summary>
    public double Width { get; init; } = 0.02;

    /// <summary>Aimed-at length of a block: runs of one model without a break, whose median counts.</summary>
    public TimeSpan Block { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Rounds at least, before an interval is believed.</summary>
    public int MinRounds { get; init; } = 12;

    /// <summary>Share of the budget that warm-up may take.</summary>
    public double WarmUpShare { get; init; } = 0.15;

    /// <summary>Drift of the canary between the thirds of the measurement, as a share, from which on nothing is trusted.</summary>
    public double CanaryDrift { get; init; } = 0.05;
}

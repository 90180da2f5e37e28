namespace AutoCompress.Trials;

/// <summary>A value in the unit of its <see cref="Metric"/>, with the 95 % interval where one is known and how it was obtained.</summary>
/// <param name="Low">Lower end of the interval; null when the value has none.</param>
/// <param name="High">Upper end of the interval; null when the value has none.</param>
/// <param name="Trusted">False when the measuring machine was disturbed (the canary drifted) or the budget ended before the interval was narrow.</param>
public sealed record Measurement(double Value, Provenance How, double? Low = null, double? High = null, bool Trusted = true)
{
    public static Measurement Exact(double value) => new(value, Provenance.Exact);

    public static Measurement Estimated(double value) => new(value, Provenance.Estimated);

    public static Measurement Measured(double value, double low, double high, bool trusted = true) =>
        new(value, Provenance.Measured, low, high, trusted);
}

namespace AutoCompress.Studies;

/// <summary>The stated model behind estimated energy: CPU time × watts, and CO2 = energy × grid intensity.</summary>
public sealed record EnergyModel
{
    /// <summary>Power of one busy core in watts.</summary>
    public double WattsPerCore { get; init; } = 10;

    /// <summary>Grams of CO2 equivalent for each kilowatt-hour (475 is the world's average in IEA 2019).</summary>
    public double GridIntensity { get; init; } = 475;
}

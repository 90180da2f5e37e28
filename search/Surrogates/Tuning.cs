namespace AutoCompress.Search.Surrogates;
internal static class Tuning
{
    private static double Get(string n, double d) => Environment.GetEnvironmentVariable(n) is { } v ? double.Parse(v, System.Globalization.CultureInfo.InvariantCulture) : d;
    public static readonly double Eps = Get("EPS", 0.5), Sum = Get("SUM", 0.3), Evo = Get("EVO", 0.0), Margin = Get("MARGIN", 0.2), Gens = Get("GENS", 10), Design = Get("DESIGN", 8), NoiseM = Get("NOISEM", -8), Bend = Get("BEND", 1), ScaleM = Get("SCALEM", 1.4142135623730951), Pts = Get("PTS", 200), Stretch = Get("STRETCH", 0);
}

namespace AutoCompress.Search.Surrogates;
internal static class Tuning
{
    private static double Get(string n, double d) => Environment.GetEnvironmentVariable(n) is { } v ? double.Parse(v, System.Globalization.CultureInfo.InvariantCulture) : d;
    public static readonly double Eps = Get("EPS", 2), Sum = Get("SUM", 0.3), Evo = Get("EVO", 0.0), Margin = Get("MARGIN", 0.1), Gens = Get("GENS", 10), Design = Get("DESIGN", 8), NoiseM = Get("NOISEM", -10), Bend = Get("BEND", 1), ScaleM = Get("SCALEM", 0), Pts = Get("PTS", 200), Trend = Get("TREND", -1), Stretch = Get("STRETCH", 0);
}

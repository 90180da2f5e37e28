using System.Collections.Immutable;

namespace AutoCompress.Search.Benchmarks.Problems;

/// <summary>Where a function of one variable is larger than anywhere before: the axis of a front that is cut into pieces.</summary>
internal static class Records
{
    private const int Scan = 50;

    /// <summary>About <paramref name="count"/> of the places in [0, end] with a new largest value, evenly among them.</summary>
    public static ImmutableArray<double> Of(int count, double end, Func<double, double> f)
    {
        var most = double.NegativeInfinity;
        var places = new List<double>();
        var steps = count * Scan;
        for (var i = 0; i <= steps; i++)
        {
            var x = end * i / steps;
            var value = f(x);
            if (value > most)
            {
                most = value;
                places.Add(x);
            }
        }

        var every = Math.Max(1, places.Count / count);
        return [.. places.Where((_, i) => i % every == 0)];
    }
}

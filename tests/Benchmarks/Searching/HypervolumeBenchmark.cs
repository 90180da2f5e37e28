using System.Diagnostics;
using System.Globalization;
using AutoCompress.Search;
using AutoCompress.Search.Pareto;

namespace AutoCompress.Benchmarks.Searching;

/// <summary>How long the exact hypervolume takes, on points of a sphere: none of them dominates another.</summary>
internal static class HypervolumeBenchmark
{
    private const int Rounds = 5;

    public static int Run(string[] args)
    {
        var limit = args is [var seconds] ? double.Parse(seconds, CultureInfo.InvariantCulture) : 5;
        foreach (var costs in new[] { 2, 3, 4, 5 })
        {
            foreach (var count in new[] { 100, 300, 1000, 3000, 10_000 })
            {
                var points = Points(count, costs);
                double[] reference = [.. Enumerable.Repeat(1.1, costs)];
                var times = Enumerable.Range(0, Rounds).Select(_ => Time(points, reference)).TakeWhile((time, i) => i == 0 || time < limit * 1000).Order().ToList();
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{costs} costs, {count,6} points: {times[times.Count / 2],10:0.00} ms"));
                if (times[0] > limit * 1000)
                {
                    break;
                }
            }
        }

        return 0;
    }

    private static double Time(List<IReadOnlyList<double>> points, double[] reference)
    {
        var start = Stopwatch.GetTimestamp();
        _ = Hypervolume.Of(points, reference);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static List<IReadOnlyList<double>> Points(int count, int costs)
    {
        var random = new SeededRandom(1, (ulong)costs);
        return
        [
            .. Enumerable.Range(0, count).Select(_ =>
            {
                var direction = Enumerable.Range(0, costs).Select(_ => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()))).ToArray();
                var length = Math.Sqrt(direction.Sum(v => v * v));
                return direction.Select(v => v / length).ToArray();
            }),
        ];
    }
}

using System.Globalization;
using AutoCompress.Search.Benchmarks.Studies;

namespace AutoCompress.Benchmarks.Searching;

/// <summary>How much training a warm start saves on the synthetic compression problem. It counts samples, so it says the same on every machine.</summary>
internal static class WarmStartBenchmark
{
    private const int Seeds = 5;

    /// <param name="args">Seeds from 1.</param>
    public static int Run(string[] args)
    {
        var seeds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : Seeds;
        Console.WriteLine("seed  hypervolume  samples cold  warm  ratio");
        var ratios = new List<double>();
        for (var seed = 1; seed <= seeds; seed++)
        {
            var one = WarmComparison.Of((ulong)seed, WarmComparison.UsualTime);
            ratios.Add(one.Ratio ?? double.PositiveInfinity);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seed,4} {one.Hypervolume,12:0.0000} {one.Cold,13:N0} {one.Warm,9:N0} {ratios[^1],6:0.000}"));
        }

        ratios.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"median ratio {ratios[(ratios.Count - 1) / 2]:0.000}, worst {ratios[^1]:0.000}"));
        return 0;
    }
}

using System.Globalization;
using AutoCompress.Search.Benchmarks.Studies;

namespace AutoCompress.Benchmarks.Searching;

/// <summary>How much training the rungs and the stage cache save on the synthetic compression problem. It counts samples, so it says the same on every machine.</summary>
internal static class FidelityBenchmark
{
    private const int Seeds = 11;

    /// <param name="args">Seeds from 1, and the hours of virtual time that the study without rungs has.</param>
    public static int Run(string[] args)
    {
        var seeds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : Seeds;
        var time = args.Length > 1 ? TimeSpan.FromHours(double.Parse(args[1], CultureInfo.InvariantCulture)) : FidelityComparison.UsualTime;
        Console.WriteLine("seed  hypervolume  samples without rungs  with rungs  ratio  found in the cache");
        var ratios = new List<double>();
        for (var seed = 1; seed <= seeds; seed++)
        {
            var one = FidelityComparison.Of((ulong)seed, time);
            ratios.Add(one.Ratio ?? double.PositiveInfinity);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{seed,4} {one.Hypervolume,12:0.0000} {one.Single,22:N0} {one.Rungs,11:N0} {ratios[^1],6:0.000} {one.Saved,19:N0}"));
        }

        ratios.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"median ratio {ratios[(ratios.Count - 1) / 2]:0.000}, worst {ratios[^1]:0.000}"));
        return 0;
    }
}

using System.Globalization;
using AutoCompress.Engine.Native.Torch;

namespace AutoCompress.Benchmarks.Training;

/// <summary>
/// A training step of ResNet-20 (32x32, batch 64, SGD with Nesterov momentum) here and in PyTorch on the same libtorch and threads, in
/// blocks that alternate as ABBA, so that a machine that slows down slows both.
/// </summary>
internal static class TrainBenchmark
{
    private const int Batch = 64;
    private const double Wanted = 0.95;

    /// <param name="args">Rounds (default 20), steps a block (default 5), threads (default 1).</param>
    public static int Run(ReadOnlySpan<string> args)
    {
        var rounds = Number(args, 0, 20);
        var steps = Number(args, 1, 5);
        var threads = Number(args, 2, 1);
        using var own = new OwnTraining(Batch, threads);
        using var peer = new PyTorchPeer(Batch, threads);
        Console.WriteLine($"libtorch {Torch.Version} here, {peer.Version} in PyTorch; {threads} thread(s); {rounds} ABBA rounds of {steps}-step blocks");
        own.Run(steps);
        peer.Run(steps);
        var (ours, theirs) = (new List<StepTime>(), new List<StepTime>());
        for (var round = 0; round < rounds; round++)
        {
            var (a1, b1, b2, a2) = (own.Run(steps), peer.Run(steps), peer.Run(steps), own.Run(steps));
            ours.Add(new(a1.Wall + a2.Wall, a1.Cpu + a2.Cpu));
            theirs.Add(new(b1.Wall + b2.Wall, b1.Cpu + b2.Cpu));
        }

        var wall = Report("wall clock", ours, theirs, time => time.Wall, 2 * steps);
        Report("CPU time", ours, theirs, time => time.Cpu, 2 * steps);
        Console.WriteLine(wall >= Wanted ? $"ok: at least {Wanted} of PyTorch's throughput" : $"MISSED: below {Wanted} of PyTorch's throughput");
        return wall >= Wanted ? 0 : 1;
    }

    private static int Number(ReadOnlySpan<string> args, int index, int otherwise) =>
        args.Length > index ? int.Parse(args[index], CultureInfo.InvariantCulture) : otherwise;

    /// <returns>Median of the rounds' ratios: our throughput by PyTorch's.</returns>
    private static double Report(string what, List<StepTime> ours, List<StepTime> theirs, Func<StepTime, double> of, int steps)
    {
        var ratios = ours.Zip(theirs, (a, b) => of(b) / of(a)).Order().ToList();
        double Quantile(double q) => ratios[(int)Math.Round(q * (ratios.Count - 1))];
        Console.WriteLine(FormattableString.Invariant(
            $"{what}: {Median(ours, of) / steps * 1000:F1} ms a step here, {Median(theirs, of) / steps * 1000:F1} ms in PyTorch; throughput ratio {Quantile(0.5):F3} (quartiles {Quantile(0.25):F3} to {Quantile(0.75):F3}, range {ratios[0]:F3} to {ratios[^1]:F3})"));
        return Quantile(0.5);
    }

    private static double Median(List<StepTime> times, Func<StepTime, double> of) => times.Select(of).Order().ElementAt(times.Count / 2);
}

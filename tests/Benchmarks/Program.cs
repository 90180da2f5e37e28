using AutoCompress.Benchmarks.Analysing;
using AutoCompress.Benchmarks.Load;
using AutoCompress.Benchmarks.Pruning;
using AutoCompress.Benchmarks.Quantizing;
using AutoCompress.Benchmarks.Searching;
using AutoCompress.Benchmarks.Training;

switch (args)
{
    case ["train", .. var rest]:
        return TrainBenchmark.Run(rest);
    case ["int8", .. var rest]:
        return Int8Benchmark.Run(rest);
    case ["cut", .. var rest]:
        return CutBenchmark.Run(rest);
    case ["analyse", .. var rest]:
        return await AnalyseBenchmark.RunAsync(rest);
    case ["latency", .. var rest]:
        return await LatencyBenchmark.RunAsync(rest);
    case ["hypervolume", .. var rest]:
        return HypervolumeBenchmark.Run(rest);
    case ["proposals", .. var rest]:
        return ProposalBenchmark.Run(rest);
    case ["fidelity", .. var rest]:
        return FidelityBenchmark.Run(rest);
    case ["search-peer"]:
        return PeerService.Run();
    case ["load", .. var rest]:
        return await LoadBenchmark.RunAsync(rest);
    default:
        Console.WriteLine("usage: Benchmarks train [ROUNDS [STEPS [THREADS]]]");
        Console.WriteLine("       Benchmarks int8 [WIDTH [SECONDS [CHANNELS]]]");
        Console.WriteLine("       Benchmarks cut RATIO MODEL.onnx...");
        Console.WriteLine("       Benchmarks latency [SECONDS]");
        Console.WriteLine("       Benchmarks hypervolume [SECONDS]");
        Console.WriteLine("       Benchmarks proposals [ALGORITHM...]");
        Console.WriteLine("       Benchmarks fidelity [SEEDS [HOURS]]");
        Console.WriteLine("       Benchmarks search-peer");
        Console.WriteLine("       Benchmarks analyse AUTOCOMPRESS [ROUNDS]");
        Console.WriteLine("       Benchmarks load [TENS_OF_THOUSANDS [SILOS]]");
        return 2;
}

using AutoCompress.Engine.Architectures;
using AutoCompress.Engine.Graph;

namespace AutoCompress.Benchmarks.Analysing;

/// <summary>
/// Time and memory of <c>autocompress inspect</c> on models of 100 million parameters, made from a seed: BERT-base's encoder and a wide residual
/// network. The bounds are 5 s, and 3 times the file's size.
/// </summary>
internal static class AnalyseBenchmark
{
    private const double MostSeconds = 5;
    private const double MostMemory = 3;

    /// <param name="arguments">The command line's executable, rounds (3).</param>
    /// <returns>0 when every round kept both bounds.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments.Length == 0)
        {
            Console.WriteLine("usage: Benchmarks analyse AUTOCOMPRESS [ROUNDS]");
            return 2;
        }

        var rounds = arguments.Length > 1 ? int.Parse(arguments[1]) : 3;
        var folder = Directory.CreateTempSubdirectory("analyse-").FullName;
        try
        {
            var kept = true;
            Console.WriteLine($"{"model",-16} {"nodes",6} {"MB",6} {"s",6} {"peak MB",8} {"x file",7}");
            foreach (var (name, build) in Models())
            {
                var path = Path.Combine(folder, name + ".onnx");
                var nodes = Save(build, path);
                for (var round = 0; round < rounds; round++)
                {
                    kept &= await ShowAsync(name, nodes, path, arguments[0]).ConfigureAwait(false);
                }

                File.Delete(path);
            }

            return kept ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<(string Name, Func<ModelGraph> Build)> Models()
    {
        yield return ("bert-base", () => BertEncoder.Build(1));
        yield return ("wide-resnet", () => ResidualNetwork.Build(new() { Channels = 3, Size = 32, Widths = [400, 800, 1600], BlocksPerStage = 2, Classes = 1000 }));
    }

    private static int Save(Func<ModelGraph> build, string path)
    {
        var graph = build();
        OnnxFile.Save(graph, path);
        return graph.Nodes.Count;
    }

    private static async Task<bool> ShowAsync(string name, int nodes, string path, string program)
    {
        var bytes = new FileInfo(path).Length;
        var run = await WatchedInspection.RunAsync(program, path).ConfigureAwait(false);
        var times = (double)run.PeakBytes / bytes;
        Console.WriteLine(FormattableString.Invariant($"{name,-16} {nodes,6} {bytes / 1e6,6:F0} {run.Seconds,6:F2} {run.PeakBytes / 1e6,8:F0} {times,7:F2}{(run.ExitCode == 0 ? "" : " " + run.Error)}"));
        return run.ExitCode == 0 && run.Seconds <= MostSeconds && times <= MostMemory;
    }
}

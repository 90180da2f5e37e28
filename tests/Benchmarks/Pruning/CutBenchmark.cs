using System.Diagnostics;
using System.Globalization;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Passes;
using AutoCompress.Engine.Graph.Shapes;
using AutoCompress.Engine.Transforming;
using AutoCompress.Spaces;
using AutoCompress.Trials;

namespace AutoCompress.Benchmarks.Pruning;

/// <summary>Cuts every group of the given models to one ratio, proves each cut, and tells what was found and what it took.</summary>
internal static class CutBenchmark
{
    /// <returns>0 when every cut was proved and every predicted cost was exact.</returns>
    public static int Run(string[] args)
    {
        if (args.Length < 2 || !double.TryParse(args[0], CultureInfo.InvariantCulture, out var ratio))
        {
            Console.WriteLine("usage: Benchmarks cut RATIO MODEL.onnx...");
            return 2;
        }

        Console.WriteLine($"{"model",-28} {"groups",6} {"barriers",8} {"prunable",8} {"find ms",8} {"cut ms",7} {"params",8} {"MACs",7} {"error",9}");
        return Array.TrueForAll(Array.ConvertAll(args[1..], path => Cut(path, ratio)), proved => proved) ? 0 : 1;
    }

    private static bool Cut(string path, double ratio)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        try
        {
            var loaded = OnnxFile.Load(path);
            ShapeInference.Infer(loaded);
            var graph = new PrepareForPruning().Apply(new Simplify().Apply(loaded).Graph).Graph;
            ShapeInference.Infer(graph);
            var clock = Stopwatch.StartNew();
            var groups = ChannelGroups.Find(graph);
            var found = clock.ElapsedMilliseconds;
            var analysis = ModelAnalyzer.Analyze(graph, new FileInfo(path).Length);
            var scores = Importance.Score(graph, groups, PruningCriterion.L1);
            var kept = Importance.Select(groups, scores, groups.All.ToDictionary(group => group.Name, _ => ratio));
            clock.Restart();
            var pruned = ChannelPruner.Prune(graph, groups, kept);
            var cut = clock.ElapsedMilliseconds;
            var costs = NodeCosts.Of(pruned);
            var error = MaskedEquivalence.Error(graph, pruned, groups, kept, 1);
            var exact = Predicted(analysis, ratio) == (costs.Params, costs.Macs);
            Console.WriteLine(FormattableString.Invariant(
                $"{name,-28} {groups.All.Length,6} {groups.Barriers.Length,8} {(double)analysis.PrunableParams() / analysis.Params,8:P0} {found,8} {cut,7} {(double)costs.Params / analysis.Params,8:P1} {(double)costs.Macs / analysis.Macs,7:P1} {error,9:E1}{(exact ? "" : " costs differ")}"));
            foreach (var barrier in analysis.Barriers)
            {
                Console.WriteLine($"    {barrier.OpType} '{barrier.Node}': {barrier.Reason}");
            }

            return exact && error <= MaskedEquivalence.Tolerance;
        }
        catch (StepFailureException failure)
        {
            Console.WriteLine($"{name,-28} {failure.Cause}: {failure.Message}");
            return false;
        }
    }

    private static (long Params, long Macs) Predicted(ModelAnalysis analysis, double ratio)
    {
        var (parameters, macs) = analysis.CostOf(group => group.Kept(ratio));
        return ((long)Math.Round(parameters), (long)Math.Round(macs));
    }
}

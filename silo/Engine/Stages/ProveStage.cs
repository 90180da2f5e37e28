using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Measuring;
using AutoCompress.Engine.Transforming;
using AutoCompress.Engine.Transforming.Blocks;
using AutoCompress.Spaces;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Stages;

/// <summary>
/// Input "model"; output "model", a random cut of it. Rehearses a model's whole way: (1) it is analysed; (2) as it is read, simplified and saved,
/// it must answer as the file does; (3) without every second residual block a random cut must answer as the masked model does; (4) the cut file must load
/// and answer as the cut graph; (5) in int8, where anything can be quantized, it must load and answer too.
/// </summary>
internal sealed class ProveStage() : EngineStage<ProveParameters, ProveValues>("prove", 2)
{
    protected override Task<ProveValues> RunAsync(ProveParameters parameters, StageContext context, IDictionary<string, string> files)
    {
        // 1.
        var path = context.Input("model");
        var graph = PreparedModel.Load(path);
        var groups = ChannelGroups.Find(graph);
        var analysis = ModelAnalyzer.Analyze(graph, ModelSize.Of(path));

        // 2.
        var answers = AnswerCheck.EnsureSame(path, graph, context.Seed);
        var compared = answers is AnswerComparison.Same;

        // 3.
        var ratios = groups.All.ToDictionary(group => group.Name, _ => parameters.Keep, StringComparer.Ordinal);
        var blocks = ResidualBlocks.Find(graph);
        string[] skipped = [.. blocks.All.Where((_, place) => place % 2 == 0).Select(block => block.Name)];
        var rest = BlockRemoval.Remove(graph, blocks, skipped);
        var kept = Importance.Select(groups, Importance.Score(rest, groups, PruningCriterion.Random, context.Seed), ratios);
        var pruned = ChannelPruner.Prune(rest, groups, kept);
        if (compared)
        {
            MaskedEquivalence.Ensure(BlockRemoval.Silence(graph, blocks, skipped), pruned, groups, kept, context.Seed);
        }

        // 4.
        files["model"] = context.Output("cut.onnx");
        OnnxFile.Save(pruned, files["model"], SaveOptions.Export);
        if (compared)
        {
            AnswerCheck.EnsureSame(files["model"], pruned, context.Seed);
        }
        else
        {
            EnsureLoads(files["model"], path, answers);
        }

        // 5.
        var quantized = compared && IntegerRehearsal.Run(pruned, context.Output("int8.onnx"), context.Seed, context.Cancellation);
        return Task.FromResult<ProveValues>(new(analysis.Groups.Length, kept.Count, skipped.Length, compared, quantized));
    }

    private static void EnsureLoads(string path, string original, AnswerComparison answers)
    {
        try
        {
            AnswerCheck.EnsureLoads(path);
        }
        catch (StepFailureException e) when (answers is AnswerComparison.NotRun failed)
        {
            // Loading finds faults of some models only once their sizes are constants.
            throw new StepFailureException(FailureCause.InvalidModel, $"ONNX Runtime loads the model, but runs neither it nor a cut of it. {failed.Reason}", e);
        }
        catch (StepFailureException)
        {
            // The same, where it runs by luck.
            AnswerCheck.EnsureUsable(original);
            throw;
        }
    }
}

/// <param name="Keep">The share of each group's channels that stays, (0, 1).</param>
internal sealed record ProveParameters(double Keep);

/// <param name="Groups">Channel groups found.</param>
/// <param name="Cut">How many of them were cut.</param>
/// <param name="Skipped">How many residual blocks were left out.</param>
/// <param name="Compared">Whether ONNX Runtime runs the model on random inputs, so that answers were compared.</param>
/// <param name="Quantized">Whether an int8 version was made, loaded and run.</param>
public sealed record ProveValues(int Groups, int Cut, int Skipped, bool Compared, bool Quantized);

using System.Collections.Immutable;
using AutoCompress.Engine.Graph.Serialization;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Graph.Shapes;

/// <summary>
/// Sizes that ONNX prescribes and ONNX Runtime takes on trust: with a bias of another length its convolutions read memory that is not the
/// bias's, so that the same model answers otherwise each time.
/// </summary>
internal static class UncheckedSizes
{
    /// <param name="path">Where the graph was read, for messages.</param>
    /// <exception cref="StepFailureException"><see cref="FailureCause.InvalidModel"/>.</exception>
    public static void Check(ModelGraph graph, string path)
    {
        try
        {
            Check(graph);
        }
        catch (StepFailureException e) when (e.Cause == FailureCause.InvalidModel)
        {
            throw Invalid.Model($"'{path}': {e.Message}", e);
        }
    }

    /// <inheritdoc cref="Check(ModelGraph, string)"/>
    internal static void Check(ModelGraph graph)
    {
        foreach (var node in graph.Nodes.Where(node => node.Domain.Length == 0))
        {
            switch (node.OpType)
            {
                case "Conv":
                    CheckBias(node, node.Input(2), node.Input(1)?.Shape is { Length: > 0 } weight ? weight[0].Size : null);
                    break;
                case "QLinearConv":
                    CheckBias(node, node.Input(8), node.Input(3)?.Shape is { Length: > 0 } codes ? codes[0].Size : null);
                    break;
                case "ConvTranspose":
                    CheckBias(node, node.Input(2), node.Input(1)?.Shape is { Length: > 1 } turned ? turned[1].Size * node.Int("group", 1) : null);
                    break;
                case "PRelu" when node.Input(0)?.Shape is { } data && node.Input(1)?.Shape is { } slope && !Broadcasts(slope, data):
                    throw Invalid.Model($"{node} has a slope of shape [{string.Join(',', slope)}], which does not broadcast to its input's [{string.Join(',', data)}]. Give it one that does, or use Where and Mul.");
            }
        }
    }

    private static void CheckBias(GraphNode node, GraphValue? bias, long? channels)
    {
        if (bias?.Shape is { } shape && (shape.Length != 1 || (shape[0].Size is { } size && channels is { } count && size != count)))
        {
            throw Invalid.Model($"{node} has the bias '{bias.Name}' of shape [{string.Join(',', shape)}] for {(channels is { } wanted ? wanted : "its")} channels. Give it one number for each.");
        }
    }

    private static bool Broadcasts(ImmutableArray<Dim> from, ImmutableArray<Dim> to) => from.Length <= to.Length
        && from.Reverse().Zip(to.Reverse()).All(pair => pair.First.Size is null or 1 || pair.Second.Size is null || pair.First.Size == pair.Second.Size);
}

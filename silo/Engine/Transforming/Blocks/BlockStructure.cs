using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Blocks;

/// <summary>
/// What a block computes, without names and weights: the operators in graph order with their attributes, what each reads (a node of the block by its place, a
/// constant by its shape, or the block's surroundings) and the shapes that it makes. Blocks of equal structure take the same time on any machine.
/// </summary>
internal static class BlockStructure
{
    /// <summary>Block name to the first block of the same structure; blocks that are the first or the only one of theirs are left out.</summary>
    public static ImmutableDictionary<string, string> Likenesses(ModelGraph graph, ResidualBlocks blocks)
    {
        var nodes = graph.Nodes.ToDictionary(node => node.Name, StringComparer.Ordinal);
        var first = new Dictionary<string, string>(StringComparer.Ordinal);
        var like = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var block in blocks.All)
        {
            var structure = Of([.. block.Nodes.Select(name => nodes[name])]);
            if (structure is not null && !first.TryAdd(structure, block.Name))
            {
                like.Add(block.Name, first[structure]);
            }
        }

        return like.ToImmutable();
    }

    /// <summary>Null where an attribute cannot be compared: a subgraph is equal to itself alone.</summary>
    private static string? Of(ImmutableArray<GraphNode> nodes)
    {
        var places = nodes.SelectMany((node, place) => node.Outputs.OfType<GraphValue>().Select((value, output) => (value, $"{place}.{output}"))).ToDictionary(pair => pair.value, pair => pair.Item2);
        var text = new StringBuilder();
        foreach (var node in nodes)
        {
            text.Append(CultureInfo.InvariantCulture, $"{node.Domain}.{node.OpType}(");
            foreach (var (name, value) in node.Attributes)
            {
                if (TextOf(value) is not { } attribute)
                {
                    return null;
                }

                text.Append(CultureInfo.InvariantCulture, $"{name}={attribute};");
            }

            text.AppendJoin(',', node.Inputs.Select(input => input is null ? "" : places.GetValueOrDefault(input) ?? (input.IsConstant ? "constant " : "outside ") + ShapeOf(input)));
            text.Append(")->").AppendJoin(',', node.Outputs.Select(output => output is null ? "" : ShapeOf(output))).Append('\n');
        }

        return text.ToString();
    }

    private static string ShapeOf(GraphValue value) => $"{value.Type}[{(value.Shape is { } shape ? string.Join('x', shape) : "?")}]";

    private static string? TextOf(AttributeValue value) => value switch
    {
        AttributeValue.Int one => one.Value.ToString(CultureInfo.InvariantCulture),
        AttributeValue.Float one => one.Value.ToString(CultureInfo.InvariantCulture),
        AttributeValue.Text one => one.Value,
        AttributeValue.Ints many => string.Join(',', many.Values),
        AttributeValue.Floats many => string.Join(',', many.Values.Select(one => one.ToString(CultureInfo.InvariantCulture))),
        AttributeValue.Texts many => string.Join(',', many.Values),
        _ => null,
    };
}

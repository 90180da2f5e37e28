using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Transforming.Costs;

namespace AutoCompress.Engine.Transforming.Blocks;

/// <summary>
/// Values that a branch may read beside its stream: constants, sizes, and masks, which are computed without weights from integer or boolean
/// inputs.
/// </summary>
internal sealed class Bystanders
{
    private readonly Dictionary<GraphNode, Kind> _known = [];

    private enum Kind { Moving, Mask, Constant }

    public bool Contains(GraphValue value) => Of(value) != Kind.Moving;

    private Kind Of(GraphValue value) => value.IsConstant ? Kind.Constant
        : value.Producer is { } producer ? Of(producer)
        : value.Type.IsFloatingPoint() || value.Type.Bits() == 0 ? Kind.Moving
        : Kind.Mask;

    private Kind Of(GraphNode node)
    {
        if (!_known.TryGetValue(node, out var kind))
        {
            kind = node.Domain.Length > 0 || node.Captures.Count > 0 || node.Inputs.Count == 0 ? Kind.Moving
                : node.OpType is "Shape" or "Size" ? Kind.Constant
                : node.Inputs.Min(value => value is null ? Kind.Constant : Of(value));
            kind = kind == Kind.Mask && Learns(node) ? Kind.Moving : kind;
            _known.Add(node, kind);
        }

        return kind;
    }

    /// <summary>Whether weights may take part: an embedding makes activations of ids.</summary>
    private static bool Learns(GraphNode node) => MacRules.Find(node) is not null
        || node.Inputs.Any(value => value is { Constant: { Count: > 1 } tensor } && tensor.Type.IsFloatingPoint());
}

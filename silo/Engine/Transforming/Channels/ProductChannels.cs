using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>
/// MatMul of two activations, a[…, m, k] · b[…, k, n]: channels on a batch axis (attention heads) or on k (the width of a head) meet those of the
/// other operand; channels on m or n pass.
/// </summary>
internal static class ProductChannels
{
    public static void Propagate(GraphNode node, ChannelFlow flow)
    {
        if (flow.Of(node.Input(0)) is null && flow.Of(node.Input(1)) is null)
        {
            flow.Constant(node, 0);
            flow.Constant(node, 1);
            return;
        }

        if (node.Inputs.Any(value => value is { IsConstant: true }) || node.Inputs.Any(value => value!.Shape is not { Length: >= 2 }))
        {
            flow.Stop(node, "it is a product with a constant of more than two axes, or a shape is not known");
            return;
        }

        var rank = node.Inputs.Max(value => value!.Shape!.Value.Length);
        var (a, b) = (Aligned(node, 0, flow, rank), Aligned(node, 1, flow, rank));
        if (a?.Axis == rank - 1 || b?.Axis == rank - 2)
        {
            Contract(node, flow, a, b, rank);
        }
        else if (a is not null && b is not null)
        {
            Meet(node, flow, a, b, rank);
        }
        else
        {
            Pass(node, flow, a is null ? 1 : 0, (a ?? b)!, rank);
        }
    }

    private static void Contract(GraphNode node, ChannelFlow flow, ChannelLabels? a, ChannelLabels? b, int rank)
    {
        if (a is null || b is null || a.Axis != rank - 1 || b.Axis != rank - 2)
        {
            flow.Stop(node, "it sums over channels of one operand that keep their place in the other");
            return;
        }

        flow.Unite(node, a.Labels, b.Labels);
        flow.Sums(node, 0);
        flow.Sums(node, 1);
    }

    private static void Meet(GraphNode node, ChannelFlow flow, ChannelLabels a, ChannelLabels b, int rank)
    {
        if (a.Axis != b.Axis || a.Axis >= rank - 2 || a.Labels.Length != b.Labels.Length)
        {
            flow.Stop(node, "the channels of its inputs lie on different axes");
            return;
        }

        flow.Unite(node, a.Labels, b.Labels);
        flow.Set(node, 0, a.Axis, a.Labels);
    }

    private static void Pass(GraphNode node, ChannelFlow flow, int slot, ChannelLabels labels, int rank)
    {
        var other = node.Inputs[1 - slot]!;
        var size = labels.Axis < rank - 2 ? other.Size(labels.Axis - rank) : 1;
        if (labels.Axis < rank - 2 && rank - labels.Axis <= other.Shape!.Value.Length && size != 1)
        {
            flow.Stop(node, $"they meet '{other.Name}', which keeps its size");
            return;
        }

        flow.Set(node, 0, labels.Axis, labels.Labels);
    }

    /// <summary>The labels of an operand, their axis counted in the output's rank.</summary>
    private static ChannelLabels? Aligned(GraphNode node, int slot, ChannelFlow flow, int rank) =>
        flow.Of(node.Inputs[slot]) is { } labels ? labels with { Axis = labels.Axis + rank - node.Inputs[slot]!.Shape!.Value.Length } : null;
}

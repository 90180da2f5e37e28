using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>Gather of channels by constant indices; along another axis the channels only move. Rows of a constant table (an embedding) make channels.</summary>
internal sealed class GatherChannels : IChannelRule
{
    public IEnumerable<string> Operators => ["Gather"];

    public void Propagate(GraphNode node, ChannelFlow flow)
    {
        if (flow.Of(node.Input(1)) is not null)
        {
            flow.FirstInputOnly(node);
            flow.Stop(node, "the channels are indices here");
            return;
        }

        if (IsEmbedding(node) && node.Inputs[1]!.Shape?.Length is { } places)
        {
            var made = flow.Fresh(node.Inputs[0]!.Constant!.Shape[1]);
            flow.Constant(node, 0, (1, made, AxisRole.Produces));
            flow.Constant(node, 1);
            flow.Set(node, 0, places, made);
            return;
        }

        flow.FirstInputOnly(node);

        if (flow.Of(node.Input(0)) is not { } labels)
        {
            return;
        }

        if (node.Inputs[0]!.Shape?.Length is not { } rank || node.Inputs[1]!.Shape?.Length is not { } indexRank)
        {
            flow.Stop(node, "the rank of an input is not known");
            return;
        }

        var axis = Axes.Positive(node.Int("axis", 0), rank);
        if (axis != labels.Axis)
        {
            flow.Set(node, 0, labels.Axis < axis ? labels.Axis : labels.Axis - 1 + indexRank, labels.Labels);
        }
        else if (indexRank != 1 || Axes.Constant(node.Input(1)) is not { Length: > 0 } indices
            || Array.Exists(indices, index => index < -labels.Labels.Length || index >= labels.Labels.Length))
        {
            flow.Stop(node, "the channels that it takes are no constant list");
        }
        else
        {
            flow.Set(node, 0, axis, [.. indices.Select(index => labels.Labels[Axes.Positive(index, labels.Labels.Length)])]);
        }
    }

    public void Rewrite(GraphNode node, ChannelCut cut)
    {
        if (cut.Labels(node.Inputs[0]!) is not { } labels || Axes.Positive(node.Int("axis", 0), node.Inputs[0]!.Shape!.Value.Length) != labels.Axis)
        {
            return;
        }

        var places = cut.NewPlaces(labels.Labels);
        var indices = Axes.Constant(node.Input(1))!.Select(index => (long)places[Axes.Positive(index, places.Length)]).Where(place => place >= 0).ToArray();
        cut.SetInput(node, 1, Tensor.Of(indices, indices.Length));
    }

    /// <summary>A float table whose rows are picked. (Constant indices are left where the rows would fill more room than the table.)</summary>
    private static bool IsEmbedding(GraphNode node) =>
        node.Input(0) is { Constant: { Rank: 2 } table } && table.Type.IsFloatingPoint() && node.Int("axis", 0) is 0 or -2;
}

using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>
/// RNN, GRU and LSTM: a hidden unit owns one row of every gate and one column of the recurrent weight; both directions lose the same units. An
/// initial state that is computed keeps its size, and its units are picked before the node.
/// </summary>
internal sealed class RecurrentChannels : IChannelRule
{
    private const int Recurrence = 2;
    private const int Bias = 3;
    private const int Lengths = 4;
    private const int Peepholes = 7;
    private const int StateAxis = 2;
    private const int PeepholeGates = 3;
    private static readonly int[] InitialStates = [5, 6];

    public IEnumerable<string> Operators => ["RNN", "GRU", "LSTM"];

    public void Propagate(GraphNode node, ChannelFlow flow)
    {
        if (node.Input(1) is not { Constant.Rank: 3 } || node.Input(Recurrence) is not { Constant: { Rank: 3 } recurrence }
            || node.Input(Bias) is { IsConstant: false } || node.Input(Peepholes) is { IsConstant: false })
        {
            flow.Stop(node, "its weights are computed at run time");
            return;
        }

        if (InitialStates.Any(slot => node.Input(slot) is { IsConstant: false, Shape.Length: not StateAxis + 1 }))
        {
            flow.Stop(node, "its initial state has not three axes");
            return;
        }

        if (node.Int("layout", 0) != 0)
        {
            flow.Stop(node, "it has its batch first (layout)");
            return;
        }

        var gates = (int)(recurrence.Shape[1] / recurrence.Shape[2]);
        var hidden = flow.Fresh(recurrence.Shape[2]);
        var rows = GroupedChannels.Repeat(hidden, gates);
        flow.Constant(node, 1, (1, rows, AxisRole.Produces), (2, flow.Along(node, 0, 2), AxisRole.Consumes));
        flow.Constant(node, Recurrence, (1, rows, AxisRole.Produces), (2, hidden, AxisRole.Consumes));
        flow.Constant(node, Bias, (1, GroupedChannels.Repeat(rows, 2), AxisRole.Follows));
        flow.Constant(node, Lengths);
        flow.Constant(node, Peepholes, (1, GroupedChannels.Repeat(hidden, PeepholeGates), AxisRole.Follows));
        foreach (var slot in InitialStates)
        {
            flow.Constant(node, slot, (StateAxis, hidden, AxisRole.Follows));
            if (flow.Along(node, slot, StateAxis) is { } state)
            {
                flow.Unite(node, hidden, state);
            }
        }

        flow.Set(node, 0, StateAxis + 1, hidden);
        flow.Set(node, 1, StateAxis, hidden);
        flow.Set(node, 2, StateAxis, hidden);
    }

    public void Rewrite(GraphNode node, ChannelCut cut)
    {
        var output = node.Outputs.OfType<GraphValue>().First();
        if (cut.Labels(output) is not { } hidden || hidden.Labels.All(cut.Keeps))
        {
            return;
        }

        var kept = cut.Kept(hidden.Labels);
        node.Attributes["hidden_size"] = new AttributeValue.Int(kept.Length);
        foreach (var slot in InitialStates)
        {
            if (node.Input(slot) is { IsConstant: false } state && cut.Labels(state)?.Axis != StateAxis)
            {
                cut.Pick(node, slot, StateAxis, kept);
            }
        }
    }
}

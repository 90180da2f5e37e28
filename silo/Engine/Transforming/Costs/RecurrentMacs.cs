using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Costs;

/// <summary>RNN, GRU and LSTM: each weight works once at each place of the sequence. A free length counts as 1.</summary>
internal sealed class RecurrentMacs : IMacRule
{
    public IEnumerable<string> Operators => ["RNN", "GRU", "LSTM"];

    public IReadOnlyList<GraphValue> Weights(GraphNode node) => [node.Inputs[1]!, node.Inputs[2]!];

    public long Count(GraphNode node)
    {
        var places = Sizes.Of(node.Inputs[0]!, node)[node.Int("layout", 0) == 0 ? 0 : 1];
        return checked(places * Weights(node).Sum(weight => Sizes.Product(Sizes.Of(weight, node))));
    }
}

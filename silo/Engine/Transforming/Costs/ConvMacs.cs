using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Costs;

/// <summary>Convolutions: each weight works once at each position of the output (of the input, for ConvTranspose). Bias adds are not counted.</summary>
internal sealed class ConvMacs : IMacRule
{
    public IEnumerable<string> Operators => ["Conv", "ConvInteger", "ConvTranspose", "QLinearConv"];

    public IReadOnlyList<GraphValue> Weights(GraphNode node) => [Weight(node)];

    public long Count(GraphNode node)
    {
        var places = Sizes.Of(node.OpType == "ConvTranspose" ? node.Inputs[0]! : node.Outputs[0]!, node);
        return checked(Sizes.Product(Sizes.Of(Weight(node), node)) * places[0] * Sizes.Product(places.Skip(2)));
    }

    private static GraphValue Weight(GraphNode node) => node.Inputs[node.OpType == "QLinearConv" ? 3 : 1]!;
}

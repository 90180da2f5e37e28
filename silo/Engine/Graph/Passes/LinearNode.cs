namespace AutoCompress.Engine.Graph.Passes;

/// <summary>
/// Conv, ConvTranspose or Gemm with constant float weights, seen as y[c] = w[c]·x + b[c], so that a scale and a shift of each output
/// channel can move into weights and bias.
/// </summary>
internal sealed class LinearNode
{
    private readonly ModelGraph _graph;
    private readonly GraphNode _node;
    private readonly Tensor _weight;

    private LinearNode(ModelGraph graph, GraphNode node, Tensor weight) => (_graph, _node, _weight) = (graph, node, weight);

    /// <summary>Output channels: axis 1 of the output.</summary>
    public int Channels { get; private init; }

    /// <summary>Axes of the output.</summary>
    public int Rank => _weight.Rank;

    /// <summary>The node that computes <paramref name="value"/>, when nothing else reads the value and the node can take a scale and a shift.</summary>
    public static LinearNode? Behind(ModelGraph graph, GraphValue? value)
    {
        if (value is not { IsOutput: false, Uses.Count: 1, Producer: { Domain: "", OpType: "Conv" or "ConvTranspose" or "Gemm" } node }
            || node.Input(1)?.Constant is not { Type: ElementType.Float } weight || weight.Rank < 2
            || (node.Input(2) is { } bias && bias.Constant is not { Type: ElementType.Float }))
        {
            return null;
        }

        var channels = node.OpType switch
        {
            "Conv" => weight.Shape[0],
            "ConvTranspose" => weight.Shape[1] * node.Int("group", 1),
            _ => weight.Shape[node.Int("transB", 0) != 0 ? 0 : 1],
        };
        var biases = node.Input(2)?.Constant!.Count ?? channels;
        return biases == channels || (biases == 1 && node.OpType == "Gemm")
            ? new(graph, node, weight) { Channels = checked((int)channels) }
            : null;
    }

    /// <summary>Lets the node compute y·scale + shift. The values of the node's weights stay what they are where others read them too.</summary>
    /// <param name="scale">One factor a channel.</param>
    /// <param name="shift">One summand a channel.</param>
    public void Fold(ReadOnlySpan<double> scale, ReadOnlySpan<double> shift)
    {
        var weights = _weight.Values<float>().ToArray();
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = (float)(weights[i] * scale[Channel(i)]);
        }

        // Gemm computes alpha·x·w + beta·c: alpha commutes with the scale, beta moves into the new bias.
        var beta = _node.Is("Gemm") ? _node.Float("beta", 1) : 1;
        var old = _node.Input(2) is { } input ? input.Constant!.Values<float>() : [];
        var bias = new float[Channels];
        for (var c = 0; c < Channels; c++)
        {
            var b = old.Length == 0 ? 0 : old[old.Length == 1 ? 0 : c] * (double)beta;
            bias[c] = (float)(b * scale[c] + shift[c]);
        }

        _node.Attributes.Remove("beta");
        Replace(1, _node.Name + ".weight", Tensor.Of(weights, _weight.Shape));
        Replace(2, _node.Name + ".bias", Tensor.Of(bias, Channels));
    }

    private int Channel(int index)
    {
        var shape = _weight.Shape;
        var inner = 1L;
        foreach (var size in shape[2..])
        {
            inner *= size;
        }

        var (row, column) = (index / (inner * shape[1]), index / inner % shape[1]);
        return (int)(_node.OpType switch
        {
            "Conv" => row,
            "ConvTranspose" => row / (shape[0] / _node.Int("group", 1)) * shape[1] + column,
            _ => _node.Int("transB", 0) != 0 ? row : column,
        });
    }

    private void Replace(int slot, string name, Tensor tensor)
    {
        if (_node.Input(slot) is { Uses.Count: 1, IsOutput: false } own)
        {
            ModelGraph.SetConstant(own, tensor);
        }
        else
        {
            ModelGraph.SetInput(_node, slot, _graph.AddConstant(name, tensor));
        }
    }
}

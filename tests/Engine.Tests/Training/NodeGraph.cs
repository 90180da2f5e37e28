using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Tests.Training;

/// <summary>A model of one node.</summary>
internal static class NodeGraph
{
    /// <param name="fed">Inputs of the model, named x0, x1, ...</param>
    /// <param name="result">Element type of the output; that of the first input when null.</param>
    /// <param name="more">Element types of further outputs.</param>
    /// <param name="constants">Initializers behind them; null leaves a slot out.</param>
    public static ModelGraph Of(
        string opType,
        Tensor[] fed,
        Tensor?[]? constants = null,
        (string Name, object Value)[]? attributes = null,
        int opset = 17,
        ElementType? result = null,
        ElementType[]? more = null)
    {
        var graph = new ModelGraph { Name = opType };
        graph.Header = graph.Header with { Opsets = graph.Header.Opsets.SetItem("", opset) };
        var inputs = fed.Select((tensor, i) => (GraphValue?)graph.AddInput($"x{i}", tensor.Type, [.. tensor.Shape.ToArray().Select(Dim.Of)])).ToList();
        inputs.AddRange((constants ?? []).Select((tensor, i) => tensor is null ? null : graph.AddConstant($"c{i}", tensor)));
        var node = graph.AddNode(opType, "node", inputs, ["y", .. (more ?? []).Select((_, i) => $"z{i}")]);
        foreach (var (name, value) in attributes ?? [])
        {
            node.Attributes[name] = value switch
            {
                int number => new AttributeValue.Int(number),
                float number => new AttributeValue.Float(number),
                string text => new AttributeValue.Text(text),
                long[] list => new AttributeValue.Ints([.. list]),
                float[] list => new AttributeValue.Floats([.. list]),
                string[] list => new AttributeValue.Texts([.. list]),
                _ => throw new ArgumentException(name),
            };
        }

        foreach (var (output, type) in node.Outputs.Zip([result ?? fed[0].Type, .. more ?? []]))
        {
            output!.Type = type;
            graph.AddOutput(output);
        }

        return graph;
    }
}

namespace AutoCompress.Engine.Graph.Serialization;

/// <summary>Constants whose content another constant has too: zero points, biases of zeros, scalars.</summary>
internal static class EqualConstants
{
    /// <summary>For each constant that need not be written, the one (the first that a node reads) that stands for it.</summary>
    public static Dictionary<GraphValue, GraphValue> Of(ModelGraph graph)
    {
        var twins = new Dictionary<GraphValue, GraphValue>();
        var seen = new Dictionary<Tensor, GraphValue>(TensorContent.Equality);
        foreach (var value in ConstantOrder.Of(graph).Where(value => value is { IsInput: false, IsOutput: false, IsCaptured: false }))
        {
            if (!seen.TryAdd(value.Constant!, value))
            {
                twins.Add(value, seen[value.Constant!]);
            }
        }

        return twins;
    }
}

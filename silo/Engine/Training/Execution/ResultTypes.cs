using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Training.Barriers;

namespace AutoCompress.Engine.Training.Execution;

/// <summary>
/// The element types of results, as far as they need care: 16-bit floats and types that libtorch lacks. Files declare the types of
/// values between nodes only sometimes; then the rule of the operator counts.
/// </summary>
internal static class ResultTypes
{
    private static readonly HashSet<string> OfTheirOwn = new(StringComparer.Ordinal)
    {
        "And", "ArgMax", "ArgMin", "Equal", "Greater", "GreaterOrEqual", "IsInf", "IsNaN", "Less", "LessOrEqual", "NonZero", "Not", "Or",
        "Shape", "Size", "Xor",
    };

    /// <summary>Inputs come before what reads them; a value that needs no care is left out.</summary>
    public static Dictionary<GraphValue, ElementType> Of(ModelGraph graph, ValueTypes known)
    {
        var types = graph.Inputs.Concat(graph.Constants).Where(value => NeedsCare(value.Type)).Distinct().ToDictionary(value => value, value => value.Type);
        foreach (var node in graph.Nodes)
        {
            for (var i = 0; i < node.Outputs.Count; i++)
            {
                if (node.Outputs[i] is { } output && (known[output] == ElementType.Undefined ? Rule(node, i, types) : known[output]) is var type && NeedsCare(type))
                {
                    types[output] = type;
                }
            }
        }

        return types;
    }

    private static bool NeedsCare(ElementType type) => type.IsHalf() || type.IsCarried();

    private static ElementType Rule(GraphNode node, int output, Dictionary<GraphValue, ElementType> types)
    {
        if (node.Domain.Length > 0 || OfTheirOwn.Contains(node.OpType))
        {
            return ElementType.Undefined;
        }

        return node.OpType switch
        {
            "Cast" => (ElementType)node.Int("to", 0),
            "CastLike" or "Where" or "DequantizeLinear" => Input(1),
            "OneHot" => Input(2),
            "QuantizeLinear" => node.Input(2) is null ? (ElementType)node.Int("output_dtype", 0) : Input(2),
            "ConstantOfShape" => node.Attributes.GetValueOrDefault("value") is AttributeValue.Constant { Value: var value } ? value.Type : ElementType.Undefined,
            "TopK" or "MaxPool" or "Dropout" when output > 0 => ElementType.Undefined,
            _ => Input(0),
        };

        ElementType Input(int slot) => node.Input(slot) is { } value ? types.GetValueOrDefault(value) : ElementType.Undefined;
    }
}

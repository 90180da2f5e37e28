using Onnx;
using Kind = Onnx.AttributeProto.Types.AttributeType;

namespace AutoCompress.Engine.Graph.Serialization;

/// <summary><c>Constant</c> nodes are initializers in another place: the graph knows constants only.</summary>
internal static class ConstantNode
{
    private static readonly Dictionary<string, Kind> Kinds = new(StringComparer.Ordinal)
    {
        ["value"] = Kind.Tensor,
        ["sparse_value"] = Kind.SparseTensor,
        ["value_float"] = Kind.Float,
        ["value_floats"] = Kind.Floats,
        ["value_int"] = Kind.Int,
        ["value_ints"] = Kind.Ints,
        ["value_string"] = Kind.String,
        ["value_strings"] = Kind.Strings,
    };

    /// <summary>The tensor, or null when the node is no constant of the default domain (or one whose value nobody here reads). As in ONNX Runtime the first attribute is its value.</summary>
    /// <exception cref="AutoCompress.Trials.StepFailureException">InvalidModel: the value is damaged, or one of several attributes and none that ONNX knows.</exception>
    public static Tensor? Read(NodeProto node, string domain, TensorReader tensors, string what)
    {
        if (node.OpType != "Constant" || domain.Length > 0 || node.Output.Count != 1 || node.Output[0].Length == 0 || node.Attribute.Count == 0)
        {
            return null;
        }

        var value = node.Attribute[0];
        if (value.HasType && value.Type != Kinds.GetValueOrDefault(value.Name, value.Type))
        {
            throw Invalid.Model($"{what} says that its '{value.Name}' is of type {value.Type}, and ONNX that it is of type {Kinds[value.Name]}. Export the model again.");
        }

        return value.Name switch
        {
            "value" when value.T is not null => tensors.Read(value.T, what),
            "sparse_value" when value.SparseTensor is not null => SparseReader.Read(value.SparseTensor, tensors, what),
            "value_float" => Tensor.Scalar(value.F),
            "value_floats" => Tensor.Of(value.Floats.ToArray(), value.Floats.Count),
            "value_int" => Tensor.Scalar(value.I),
            "value_ints" => Tensor.Of(value.Ints.ToArray(), value.Ints.Count),
            "value_string" => new([], [value.S.Memory]),
            "value_strings" => new([value.Strings.Count], [.. value.Strings.Select(text => text.Memory)]),
            _ => node.Attribute.Count == 1 ? null : throw Invalid.Model($"{what} has {node.Attribute.Count} attributes, the first of which ('{value.Name}') is no value. A Constant has one attribute, its value; export the model again."),
        };
    }
}

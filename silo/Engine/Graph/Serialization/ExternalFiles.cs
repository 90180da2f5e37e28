using Google.Protobuf;
using Onnx;

namespace AutoCompress.Engine.Graph.Serialization;

/// <summary>The files that a model's tensors lie in, beside the model.</summary>
internal static class ExternalFiles
{
    /// <summary>Their names as the model gives them, each once.</summary>
    /// <exception cref="AutoCompress.Trials.StepFailureException">InvalidModel.</exception>
    public static IReadOnlyCollection<string> Of(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return Tensors(ModelProto.Parser.ParseFrom(stream).Graph)
                .Where(tensor => tensor.DataLocation == TensorProto.Types.DataLocation.External)
                .SelectMany(tensor => tensor.ExternalData.Where(entry => entry.Key == "location"))
                .Select(entry => entry.Value)
                .ToHashSet(StringComparer.Ordinal);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw Invalid.Model($"'{path}' is no ONNX model, or it is cut off: {e.Message}", e);
        }
    }

    private static IEnumerable<TensorProto> Tensors(GraphProto? graph) => graph is null ? [] :
    [
        .. graph.Initializer,
        .. graph.SparseInitializer.SelectMany(sparse => (TensorProto[])[sparse.Values, sparse.Indices]),
        .. graph.Node.SelectMany(node => node.Attribute).SelectMany(Tensors),
    ];

    private static IEnumerable<TensorProto> Tensors(AttributeProto attribute) =>
        [.. attribute.T is { } tensor ? [tensor] : Array.Empty<TensorProto>(), .. attribute.Tensors, .. Tensors(attribute.G), .. attribute.Graphs.SelectMany(Tensors)];
}

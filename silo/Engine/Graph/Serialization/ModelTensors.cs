using Onnx;

namespace AutoCompress.Engine.Graph.Serialization;

/// <summary>Every tensor of a graph: initializers, attributes, those in sparse tensors and in inner graphs.</summary>
internal static class ModelTensors
{
    public static IEnumerable<TensorProto> Of(GraphProto? graph) => graph is null ? [] :
    [
        .. graph.Initializer,
        .. graph.SparseInitializer.SelectMany(Of),
        .. graph.Node.SelectMany(node => node.Attribute).SelectMany(Of),
    ];

    private static IEnumerable<TensorProto> Of(AttributeProto attribute) =>
    [
        .. One(attribute.T), .. attribute.Tensors, .. Of(attribute.SparseTensor), .. attribute.SparseTensors.SelectMany(Of),
        .. Of(attribute.G), .. attribute.Graphs.SelectMany(Of),
    ];

    private static IEnumerable<TensorProto> Of(SparseTensorProto? sparse) => [.. One(sparse?.Values), .. One(sparse?.Indices)];

    private static IEnumerable<TensorProto> One(TensorProto? tensor) => tensor is null ? [] : [tensor];
}

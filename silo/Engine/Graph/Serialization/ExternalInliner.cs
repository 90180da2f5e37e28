using Google.Protobuf;
using Onnx;

namespace AutoCompress.Engine.Graph.Serialization;

/// <summary>Brings external data inside attributes that stay opaque (subgraphs, lists of tensors), since the saved file stands alone.</summary>
internal sealed class ExternalInliner(TensorReader tensors)
{
    public void Inline(AttributeProto attribute, string what)
    {
        Inline(attribute.T, what);
        Inline(attribute.SparseTensor, what);
        Inline(attribute.G, what);
        foreach (var tensor in attribute.Tensors)
        {
            Inline(tensor, what);
        }

        foreach (var tensor in attribute.SparseTensors)
        {
            Inline(tensor, what);
        }

        foreach (var graph in attribute.Graphs)
        {
            Inline(graph, what);
        }
    }

    private void Inline(GraphProto? graph, string what)
    {
        if (graph is null)
        {
            return;
        }

        foreach (var tensor in graph.Initializer)
        {
            Inline(tensor, what);
        }

        foreach (var tensor in graph.SparseInitializer)
        {
            Inline(tensor, what);
        }

        foreach (var attribute in graph.Node.SelectMany(node => node.Attribute))
        {
            Inline(attribute, what);
        }
    }

    private void Inline(SparseTensorProto? sparse, string what)
    {
        Inline(sparse?.Values, what);
        Inline(sparse?.Indices, what);
    }

    private void Inline(TensorProto? tensor, string what)
    {
        if (tensor is not { DataLocation: TensorProto.Types.DataLocation.External })
        {
            return;
        }

        tensor.RawData = UnsafeByteOperations.UnsafeWrap(tensors.Read(tensor, $"tensor '{tensor.Name}' inside {what}").Data);
        tensor.ExternalData.Clear();
        tensor.ClearDataLocation();
    }
}

using AutoCompress.Engine.Data;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Onnx;
using Kind = Onnx.AttributeProto.Types.AttributeType;

namespace AutoCompress.Cluster.Tests.Robustness;

/// <summary>Seeded choices. With nothing to choose from it throws <see cref="ArgumentOutOfRangeException"/>.</summary>
internal sealed class MutationPicker(ulong seed)
{
    /// <summary>Sizes and counts that programs trip over.</summary>
    public static readonly long[] Extremes = [-1, 0, 1, 2, 3, 7, 1 << 20, int.MaxValue, int.MinValue, 1L << 33, long.MaxValue, long.MinValue];

    private SplitMix64 _random = new(seed);

    public int Next(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        return _random.Next(bound);
    }

    public T One<T>(IList<T> items) => items[Next(items.Count)];

    public void Take<T>(IList<T> items) => items.RemoveAt(Next(items.Count));

    public void Shuffle(RepeatedField<NodeProto> nodes)
    {
        var copy = nodes.ToArray();
        _random.Shuffle<NodeProto>(copy);
        for (var i = 0; i < copy.Length; i++)
        {
            nodes[i] = copy[i];
        }
    }

    public string AnyName(ModelProto model) => One([.. model.Graph.Initializer.Select(tensor => tensor.Name),
        .. model.Graph.Input.Select(input => input.Name), .. model.Graph.Node.SelectMany(node => node.Output)]);

    public void Input(ModelProto model, Action<NodeProto, int> change)
    {
        var node = One(model.Graph.Node);
        change(node, Next(node.Input.Count));
    }

    public void Attribute(ModelProto model, Action<NodeProto, AttributeProto> change)
    {
        var node = One([.. model.Graph.Node.Where(node => node.Attribute.Count > 0)]);
        change(node, One(node.Attribute));
    }

    public void Number(AttributeProto attribute)
    {
        if (attribute.Ints.Count > 0)
        {
            attribute.Ints[Next(attribute.Ints.Count)] = One(Extremes);
        }
        else
        {
            attribute.I = One(Extremes);
        }
    }

    public ValueInfoProto Tensor(IEnumerable<ValueInfoProto> ports) => One([.. ports.Where(port => port.Type?.TensorType?.Shape is not null)]);

    public void Dimension(TensorProto tensor) => tensor.Dims[Next(tensor.Dims.Count)] = One(Extremes);

    public void Dimension(ValueInfoProto port)
    {
        var dim = One(port.Type.TensorType.Shape.Dim);
        if (Next(4) == 0)
        {
            dim.DimParam = "free";
        }
        else
        {
            dim.DimValue = One(Extremes);
        }
    }

    public void Turn(TensorProto tensor)
    {
        var dims = tensor.Dims.Reverse().ToArray();
        tensor.Dims.Clear();
        tensor.Dims.AddRange(dims);
    }

    public void Shorten(TensorProto tensor) => tensor.RawData = ByteString.CopyFrom(tensor.RawData.Span[..Next(tensor.RawData.Length)]);

    public void Numbers(TensorProto tensor)
    {
        var bytes = tensor.RawData.ToByteArray();
        Array.Fill(bytes, (byte)One([0x00, 0x7F, 0xFF, 0x80]), 0, Next(bytes.Length) + 1);
        tensor.RawData = ByteString.CopyFrom(bytes);
    }

    /// <summary>Shapes, axes, indices: the integers that decide how much memory is asked for.</summary>
    public void Sizes(ModelProto model)
    {
        var constants = model.Graph.Node.SelectMany(node => node.Attribute).Select(attribute => attribute.T).Concat(model.Graph.Initializer);
        var tensor = One([.. constants.Where(tensor => tensor is { DataType: (int)TensorProto.Types.DataType.Int64, RawData.Length: >= 8 })]);
        var bytes = tensor.RawData.ToByteArray();
        BitConverter.TryWriteBytes(bytes.AsSpan(8 * Next(bytes.Length / 8)), One(Extremes));
        tensor.RawData = ByteString.CopyFrom(bytes);
    }

    public void External(TensorProto tensor)
    {
        tensor.ClearRawData();
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = One(["../../../../etc/passwd", "/etc/passwd", "weights.bin", "..", "", "model.onnx", "a\0b"]) });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = One(["offset", "length"]), Value = One(["-1", "9223372036854775807", "0", "x", "4096"]) });
    }

    public void Sparse(ModelProto model)
    {
        var sparse = new SparseTensorProto { Values = One(model.Graph.Initializer).Clone(), Indices = new() { DataType = (int)TensorProto.Types.DataType.Int64 } };
        sparse.Dims.AddRange([One(Extremes), One(Extremes)]);
        sparse.Values.Name = $"sparse{Next(1000)}";
        model.Graph.SparseInitializer.Add(sparse);
    }

    public void Nest(ModelProto model)
    {
        var graph = new GraphProto { Name = "innermost" };
        for (var depth = One([1, 20, 90]); depth > 0; depth--)
        {
            var node = new NodeProto { OpType = "If", Input = { AnyName(model) }, Output = { "nested" } };
            node.Attribute.Add(new AttributeProto { Name = "then_branch", Type = Kind.Graph, G = graph });
            graph = new() { Name = "nested", Node = { node } };
        }

        model.Graph.Node.Add(graph.Node);
    }
}

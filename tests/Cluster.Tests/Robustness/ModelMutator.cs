using AutoCompress.Engine.Data;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Onnx;
using Kind = Onnx.AttributeProto.Types.AttributeType;

namespace AutoCompress.Cluster.Tests.Robustness;

/// <summary>Damages a sound model in one or two places: its bytes, or what they say. The same seed gives the same mutant.</summary>
internal static class ModelMutator
{
    private static readonly long[] Extremes = [-1, 0, 1, 2, 3, 7, 1 << 20, int.MaxValue, int.MinValue, 1L << 33, long.MaxValue, long.MinValue];

    private static readonly string[] Operators =
        ["Relu", "Concat", "Reshape", "Add", "Softmax", "MatMul", "Gather", "Transpose", "Loop", "If", "Levitate", "Split", "Resize", "Pad", "Expand", "Constant", ""];

    private static readonly (string Name, Action<ModelProto, Picker> Change)[] Changes =
    [
        ("drop a node", (m, p) => p.Take(m.Graph.Node)),
        ("double a node", (m, p) => m.Graph.Node.Add(p.One(m.Graph.Node).Clone())),
        ("cycle", (m, p) => p.Input(m, (node, slot) => node.Input[slot] = p.One(p.One(m.Graph.Node).Output))),
        ("read another value", (m, p) => p.Input(m, (node, slot) => node.Input[slot] = p.AnyName(m))),
        ("leave an input out", (m, p) => p.Input(m, (node, slot) => node.Input[slot] = "")),
        ("remove an input", (m, p) => p.Input(m, (node, slot) => node.Input.RemoveAt(slot))),
        ("one more input", (m, p) => p.One(m.Graph.Node).Input.Add(p.AnyName(m))),
        ("give a name twice", (m, p) => p.One(m.Graph.Node).Output[0] = p.AnyName(m)),
        ("nameless output", (m, p) => p.One(m.Graph.Node).Output[0] = ""),
        ("one more output", (m, p) => p.One(m.Graph.Node).Output.Add($"more{p.Next(1000)}")),
        ("other operator", (m, p) => p.One(m.Graph.Node).OpType = p.One(Operators)),
        ("operator of another node", (m, p) => p.One(m.Graph.Node).OpType = p.One(m.Graph.Node).OpType),
        ("other domain", (m, p) => p.One(m.Graph.Node).Domain = p.One(["com.microsoft", "ai.onnx.ml", "nowhere"])),
        ("other opset", (m, p) => p.One(m.OpsetImport).Version = p.One([.. Extremes, 1, 6, 11, 19, 99])),
        ("other IR version", (m, p) => m.IrVersion = p.One(Extremes)),
        ("drop an attribute", (m, p) => p.Attribute(m, (node, a) => node.Attribute.Remove(a))),
        ("attribute of another node", (m, p) => p.Attribute(m, (_, a) => p.One(m.Graph.Node).Attribute.Add(a.Clone()))),
        ("integer attribute", (m, p) => p.Attribute(m, (_, a) => p.Number(a))),
        ("float attribute", (m, p) => p.Attribute(m, (_, a) => a.F = p.One([float.NaN, float.PositiveInfinity, -1, 0, 1e38f]))),
        ("type of an attribute", (m, p) => p.Attribute(m, (_, a) => a.Type = (Kind)p.Next(16))),
        ("length of a list", (m, p) => p.Attribute(m, (_, a) => a.Ints.Add(p.One(Extremes)))),
        ("name of an attribute", (m, p) => p.Attribute(m, (_, a) => a.Name = p.One(["axis", "group", "perm", ""]))),
        ("drop an initializer", (m, p) => p.Take(m.Graph.Initializer)),
        ("dimension of an initializer", (m, p) => p.Dimension(p.One(m.Graph.Initializer))),
        ("turn an initializer", (m, p) => p.Turn(p.One(m.Graph.Initializer))),
        ("rank of an initializer", (m, p) => p.One(m.Graph.Initializer).Dims.Insert(0, 1)),
        ("type of an initializer", (m, p) => p.One(m.Graph.Initializer).DataType = p.Next(30)),
        ("short data", (m, p) => p.Shorten(p.One(m.Graph.Initializer))),
        ("numbers of an initializer", (m, p) => p.Numbers(p.One(m.Graph.Initializer))),
        ("list of sizes", (m, p) => p.Sizes(m)),
        ("external data", (m, p) => p.External(p.One(m.Graph.Initializer))),
        ("huge sparse initializer", (m, p) => p.Sparse(m)),
        ("dimension of an input", (m, p) => p.Dimension(p.Tensor(m.Graph.Input))),
        ("dimension of an output", (m, p) => p.Dimension(p.Tensor(m.Graph.Output))),
        ("type of an input", (m, p) => p.Tensor(m.Graph.Input).Type.TensorType.ElemType = p.Next(30)),
        ("no type of an input", (m, p) => p.One(m.Graph.Input).Type = null),
        ("drop an input", (m, p) => p.Take(m.Graph.Input)),
        ("drop an output", (m, p) => p.Take(m.Graph.Output)),
        ("another output", (m, p) => m.Graph.Output.Add(new ValueInfoProto { Name = p.AnyName(m) })),
        ("shuffle the nodes", (m, p) => p.Shuffle(m.Graph.Node)),
        ("deep nesting", (m, p) => p.Nest(m)),
    ];

    /// <param name="what">What was done, for a person.</param>
    public static byte[] Mutate(byte[] model, ulong seed, out string what)
    {
        var picker = new Picker(seed);
        if (picker.Next(4) == 0)
        {
            return Bytes(model, picker, out what);
        }

        var proto = ModelProto.Parser.ParseFrom(model);
        var done = new List<string>();
        for (var left = 1 + picker.Next(2); left > 0; left--)
        {
            var (name, change) = picker.One(Changes);
            done.Add(name);
            try
            {
                change(proto, picker);
            }
            catch (ArgumentOutOfRangeException)
            {
                // There is nothing of that kind to change (left).
                done.Add("(none)");
            }
        }

        what = string.Join(", ", done);
        return proto.ToByteArray();
    }

    private static byte[] Bytes(byte[] model, Picker picker, out string what)
    {
        var bytes = model.ToArray();
        if (picker.Next(8) == 0)
        {
            what = "cut off";
            return bytes[..picker.Next(bytes.Length)];
        }

        var flips = 1 + picker.Next(4);
        what = $"{flips} bytes";
        for (var i = 0; i < flips; i++)
        {
            bytes[picker.Next(bytes.Length)] = (byte)picker.Next(256);
        }

        return bytes;
    }

    /// <summary>Seeded choices. With nothing to choose from it throws <see cref="ArgumentOutOfRangeException"/>.</summary>
    private sealed class Picker(ulong seed)
    {
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
}

using Google.Protobuf;
using Onnx;
using Kind = Onnx.AttributeProto.Types.AttributeType;

namespace AutoCompress.Cluster.Tests.Robustness;

/// <summary>Changes a sound model in one or two places: its bytes, or what they say, brutally or so that it may stay sound. The same seed gives the same mutant.</summary>
internal static class ModelMutator
{
    private static readonly string[] Operators =
        ["Relu", "Concat", "Reshape", "Add", "Softmax", "MatMul", "Gather", "Transpose", "Loop", "If", "Levitate", "Split", "Resize", "Pad", "Expand", "Constant", ""];

    private static readonly (string Name, Action<ModelProto, MutationPicker> Change)[] Changes =
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
        ("other opset", (m, p) => p.One(m.OpsetImport).Version = p.One([.. MutationPicker.Extremes, 1, 6, 11, 19, 99])),
        ("other IR version", (m, p) => m.IrVersion = p.One(MutationPicker.Extremes)),
        ("drop an attribute", (m, p) => p.Attribute(m, (node, a) => node.Attribute.Remove(a))),
        ("attribute of another node", (m, p) => p.Attribute(m, (_, a) => p.One(m.Graph.Node).Attribute.Add(a.Clone()))),
        ("integer attribute", (m, p) => p.Attribute(m, (_, a) => p.Number(a))),
        ("float attribute", (m, p) => p.Attribute(m, (_, a) => a.F = p.One([float.NaN, float.PositiveInfinity, -1, 0, 1e38f]))),
        ("type of an attribute", (m, p) => p.Attribute(m, (_, a) => a.Type = (Kind)p.Next(16))),
        ("length of a list", (m, p) => p.Attribute(m, (_, a) => a.Ints.Add(p.One(MutationPicker.Extremes)))),
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
        var picker = new MutationPicker(seed);
        if (picker.Next(4) == 0)
        {
            return Bytes(model, picker, out what);
        }

        var proto = ModelProto.Parser.ParseFrom(model);
        var done = new List<string>();
        for (var left = 1 + picker.Next(2); left > 0; left--)
        {
            var (name, change) = picker.One(picker.Next(2) == 0 ? Changes : MildChanges.All);
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

    private static byte[] Bytes(byte[] model, MutationPicker picker, out string what)
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
}

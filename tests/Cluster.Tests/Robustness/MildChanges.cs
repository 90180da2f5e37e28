using AutoCompress.Engine.Graph.Serialization;
using Google.Protobuf;
using Onnx;
using Kind = Onnx.AttributeProto.Types.AttributeType;

namespace AutoCompress.Cluster.Tests.Robustness;

/// <summary>Changes that often leave a model sound, and unlike any that somebody exported: what is cut of it must still be right.</summary>
internal static class MildChanges
{
    private static readonly string[] OfOne = ["Relu", "Sigmoid", "Tanh", "Abs", "Neg", "Elu", "HardSigmoid", "Softplus", "Identity", "Floor", "Softmax", "LRN", "Dropout"];

    private static readonly string[] OfTwo = ["Add", "Sub", "Mul", "Div", "Max", "Min", "PRelu", "Mod", "Concat", "MatMul"];

    public static (string Name, Action<ModelProto, MutationPicker> Change)[] All { get; } =
    [
        ("next number", (m, p) => p.Attribute(m, (_, a) => Next(a, p.One([-1, 1])))),
        ("swap inputs", (m, p) => Swap(p.One([.. m.Graph.Node.Where(node => node.Input.Count > 1)]), p)),
        ("other function", (m, p) => Function(p.One([.. m.Graph.Node.Where(node => node.Input.Count == 1)]), p.One(OfOne))),
        ("other sum", (m, p) => Function(p.One([.. m.Graph.Node.Where(node => OfTwo.Contains(node.OpType))]), p.One(OfTwo))),
        ("insert a function", (m, p) => Insert(m, p, Node(p.One(OfOne)))),
        ("insert a sum", (m, p) => InsertSum(m, p)),
        ("insert a transpose", (m, p) => Insert(m, p, Node("Transpose"))),
        ("insert a mean", (m, p) => Insert(m, p, Node("ReduceMean", ("axes", p.One([1L, 2, 3, -1]))))),
        ("insert a flatten", (m, p) => Insert(m, p, Node("Flatten", ("axis", p.One([0L, 1, 2]))))),
        ("a long chain", (m, p) => InsertChain(m, p, p.One([10, 100, 2000]))),
        ("read what a twin reads", ReadAsTwin),
        ("share a weight", Share),
        ("show a value", (m, p) => m.Graph.Output.Add(new ValueInfoProto { Name = p.One(p.One(m.Graph.Node).Output) })),
        ("free batch", (m, p) => FirstDim(m, p).DimParam = "n"),
        ("batch of one", (m, p) => FirstDim(m, p).DimValue = 1),
        ("weight in a Constant node", ToConstant),
        ("weight as a list of numbers", (m, p) => ToFloats(p.One([.. m.Graph.Initializer.Where(tensor => tensor is { DataType: 1, RawData.Length: > 0 })]))),
    ];

    private static void Next(AttributeProto attribute, long step)
    {
        if (attribute.Ints.Count > 0)
        {
            attribute.Ints[^1] += step;
        }
        else
        {
            attribute.I += step;
        }
    }

    private static void Swap(NodeProto node, MutationPicker picker)
    {
        var (a, b) = (picker.Next(node.Input.Count), picker.Next(node.Input.Count));
        (node.Input[a], node.Input[b]) = (node.Input[b], node.Input[a]);
    }

    private static void Function(NodeProto node, string operation)
    {
        node.OpType = operation;
        node.Attribute.Clear();
        node.Attribute.Add(Attributes(operation));
    }

    private static NodeProto Node(string operation, params (string Name, long Value)[] attributes)
    {
        var node = new NodeProto { OpType = operation };
        node.Attribute.Add(Attributes(operation));
        node.Attribute.Add(attributes.Select(attribute => attribute.Name == "axes"
            ? new AttributeProto { Name = "axes", Type = Kind.Ints, Ints = { attribute.Value } }
            : new AttributeProto { Name = attribute.Name, Type = Kind.Int, I = attribute.Value }));
        return node;
    }

    private static AttributeProto[] Attributes(string operation) => operation switch
    {
        "LRN" => [new() { Name = "size", Type = Kind.Int, I = 3 }],
        "Concat" => [new() { Name = "axis", Type = Kind.Int, I = 1 }],
        _ => [],
    };

    /// <summary>Puts a node between a value and one of its readers.</summary>
    private static void Insert(ModelProto model, MutationPicker picker, NodeProto node) => picker.Input(model, (reader, slot) =>
    {
        node.Input.Insert(0, reader.Input[slot]);
        node.Output.Add($"inserted{picker.Next(1 << 20)}");
        reader.Input[slot] = node.Output[0];
        model.Graph.Node.Insert(model.Graph.Node.IndexOf(reader), node);
    });

    private static void InsertChain(ModelProto model, MutationPicker picker, int length) => picker.Input(model, (reader, slot) =>
    {
        var operation = picker.One(["Neg", "Cast", "Identity"]);
        var at = model.Graph.Node.IndexOf(reader);
        for (var i = 0; i < length; i++)
        {
            var node = Node(operation, operation == "Cast" ? [("to", 1L)] : []);
            node.Input.Add(reader.Input[slot]);
            node.Output.Add($"chain{i}");
            reader.Input[slot] = node.Output[0];
            model.Graph.Node.Insert(at + i, node);
        }
    });

    private static void InsertSum(ModelProto model, MutationPicker picker)
    {
        var node = Node(picker.One(OfTwo));
        node.Input.Add(picker.One(picker.One(model.Graph.Node).Output));
        Insert(model, picker, node);
    }

    /// <summary>Residual branches that cross, weights that trade places.</summary>
    private static void ReadAsTwin(ModelProto model, MutationPicker picker) => picker.Input(model, (node, slot) =>
    {
        var twin = picker.One([.. model.Graph.Node.Where(other => other != node && other.OpType == node.OpType && other.Input.Count > slot)]);
        node.Input[slot] = twin.Input[slot];
    });

    private static void Share(ModelProto model, MutationPicker picker)
    {
        var weight = picker.One(model.Graph.Initializer);
        var equal = picker.One([.. model.Graph.Initializer.Where(other => other != weight && other.DataType == weight.DataType && other.Dims.SequenceEqual(weight.Dims))]);
        foreach (var node in model.Graph.Node)
        {
            for (var slot = 0; slot < node.Input.Count; slot++)
            {
                node.Input[slot] = node.Input[slot] == weight.Name ? equal.Name : node.Input[slot];
            }
        }
    }

    private static TensorShapeProto.Types.Dimension FirstDim(ModelProto model, MutationPicker picker) =>
        picker.Tensor(model.Graph.Input.Where(input => input.Type?.TensorType?.Shape?.Dim.Count > 0)).Type.TensorType.Shape.Dim[0];

    private static void ToConstant(ModelProto model, MutationPicker picker)
    {
        var weight = picker.One(model.Graph.Initializer);
        model.Graph.Initializer.Remove(weight);
        var node = new NodeProto { OpType = "Constant", Output = { weight.Name } };
        node.Attribute.Add(new AttributeProto { Name = "value", Type = Kind.Tensor, T = weight });
        model.Graph.Node.Insert(0, node);
    }

    private static void ToFloats(TensorProto weight)
    {
        weight.FloatData.AddRange(new TensorReader(external: null).Read(weight, weight.Name).Values<float>().ToArray());
        weight.ClearRawData();
    }
}

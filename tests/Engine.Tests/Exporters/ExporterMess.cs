using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Serialization;
using AutoCompress.Engine.Quantizing;
using AutoCompress.Engine.Tests.Graph;
using AutoCompress.Engine.Tests.Graph.Serialization;
using Google.Protobuf;
using Onnx;
using Kind = Onnx.AttributeProto.Types.AttributeType;

namespace AutoCompress.Engine.Tests.Exporters;

/// <summary>One small network, x → Conv → Relu → Conv → GlobalAveragePool → Flatten → y, in the many ways in which programs write it.</summary>
internal static class ExporterMess
{
    /// <summary>What is done to the plain model, and whether its inner channels can still be cut.</summary>
    public static IReadOnlyDictionary<string, (Action<ModelProto> Change, bool CanCut)> Cases { get; } = new Dictionary<string, (Action<ModelProto>, bool)>
    {
        ["plain"] = (_ => { }, true),
        ["weights in Constant nodes, no initializer"] = (ToConstantNodes, true),
        ["weights as inputs"] = (ToInputs, true),
        ["computed weights"] = (ComputedWeight, true),
        ["Identity on a weight"] = (m => Before(m, "conv2", Protos.Node("Identity", "w2", "w2i"), "w2", "w2i"), true),
        ["unfused BatchNorm"] = (BatchNorm, true),
        ["Mul and Add chain"] = (MulAdd, true),
        ["all dimensions symbolic"] = (m => Dims(m, "n", "c", "h", "w"), true),
        ["fixed batch 1"] = (m => m.Graph.Input[0].Type.TensorType.Shape.Dim[0] = new() { DimValue = 1 }, true),
        ["Shape, Gather, Concat, Reshape"] = (ComputedReshape, true),
        ["shared weight"] = (Shared, true),
        ["any names"] = (AnyNames, true),
        ["float16 weight behind a Cast"] = (m => Narrow(m, ElementType.Float16), true),
        ["bfloat16 weight behind a Cast"] = (m => Narrow(m, ElementType.BFloat16), true),
        ["QDQ"] = (Qdq, false),
        ["QOperator"] = (ExporterMessFormats.QOperator, false),
        ["QLinearMatMul"] = (ExporterMessFormats.QLinearMatMul, true),
        ["dynamic quantization"] = (ExporterMessFormats.DynamicQuantization, true),
        ["float16 from end to end"] = (ExporterMessFormats.Float16, true),
        ["float16 between Casts"] = (ExporterMessFormats.Float16Inside, true),
        ["com.microsoft operator"] = (m => After(m, "c1", Custom("com.microsoft", "Gelu")), false),
        ["If"] = (If, false),
        ["Loop"] = (Loop, false),
        ["Scan"] = (Scan, false),
        ["sequence"] = (Sequence, false),
        ["split into a sequence and joined"] = (SplitAndJoined, false),
        ["optional"] = (m => After(m, "c1", Protos.Node("Optional", "c1", "o"), Protos.Node("OptionalGetElement", "o", "new")), false),
    };

    public static ModelProto Model(string name)
    {
        var model = new ModelProto { IrVersion = 8, Graph = new() { Name = "mess" } };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 17 });
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.microsoft", Version = 1 });
        model.MetadataProps.Add(new StringStringEntryProto { Key = "author", Value = "ä b/c" });
        model.Graph.QuantizationAnnotation.Add(new TensorAnnotation { TensorName = "y" });
        model.Graph.Input.Add(Protos.Port("x"));
        model.Graph.Output.Add(Protos.Port("y"));
        model.Graph.Output[0].Type.TensorType.Shape = null;
        model.Graph.Input[0].Type.TensorType.Shape = new() { Dim = { new TensorShapeProto.Types.Dimension { DimParam = "batch" }, Dim(3), Dim(8), Dim(8) } };
        model.Graph.Initializer.Add(TensorWriter.Write(SmallGraphs.Floats(1, 8, 3, 3, 3), "w1"));
        model.Graph.Initializer.Add(TensorWriter.Write(SmallGraphs.Floats(2, 8), "b1"));
        model.Graph.Initializer.Add(TensorWriter.Write(SmallGraphs.Floats(3, 4, 8, 3, 3), "w2"));
        model.Graph.Node.AddRange([
            Named("conv1", Protos.Node("Conv", "x w1 b1", "c1")), Named("relu", Protos.Node("Relu", "c1", "r")),
            Named("conv2", Protos.Node("Conv", "r w2", "c2")), Named("pool", Protos.Node("GlobalAveragePool", "c2", "p")),
            Named("flat", Protos.Node("Flatten", "p", "y"))]);
        Cases[name].Change(model);
        return model;
    }

    /// <summary>A batch that the model takes.</summary>
    public static (string, Tensor)[] Inputs(string name)
    {
        var image = SmallGraphs.Floats(7, name == "fixed batch 1" ? 1 : 2, 3, 8, 8);
        return [(name == "any names" ? "eingänge/x 1" : "x", name == "float16 from end to end" ? HalfNumbers.Of(image) : image)];
    }

    private static void ToConstantNodes(ModelProto model)
    {
        foreach (var tensor in model.Graph.Initializer)
        {
            var node = Protos.Node("Constant", "", tensor.Name);
            node.Attribute.Add(new AttributeProto { Name = "value", Type = Kind.Tensor, T = tensor });
            model.Graph.Node.Insert(0, node);
        }

        model.Graph.Initializer.Clear();
    }

    private static void ToInputs(ModelProto model)
    {
        model.IrVersion = 3;
        foreach (var tensor in model.Graph.Initializer)
        {
            var port = Protos.Port(tensor.Name);
            port.Type.TensorType.Shape = new() { Dim = { tensor.Dims.Select(Dim) } };
            model.Graph.Input.Add(port);
        }
    }

    private static void ComputedWeight(ModelProto model)
    {
        Weight(model, "half", Tensor.Scalar(0.5f));
        Before(model, "conv2", Protos.Node("Mul", "w2 half", "w2h"), "w2", "w2h");
    }

    private static void Sequence(ModelProto model)
    {
        Weight(model, "zero", Tensor.Scalar(0L));
        After(model, "c1", Protos.Node("SequenceConstruct", "c1", "s"), Protos.Node("SequenceAt", "s zero", "new"));
    }

    private static void SplitAndJoined(ModelProto model)
    {
        var (split, join) = (Protos.Node("SplitToSequence", "c1", "s"), Protos.Node("ConcatFromSequence", "s", "new"));
        split.Attribute.Add(new AttributeProto { Name = "axis", Type = Kind.Int, I = 1 });
        join.Attribute.Add(new AttributeProto { Name = "axis", Type = Kind.Int, I = 1 });
        After(model, "c1", split, join);
    }

    private static void BatchNorm(ModelProto model)
    {
        Weight(model, "scale", SmallGraphs.Floats(4, 8));
        Weight(model, "var", Tensor.Of([1f, 2, 3, 4, 5, 6, 7, 8], 8));
        After(model, "c1", Protos.Node("BatchNormalization", "c1 scale b1 b1 var", "new"));
    }

    private static void MulAdd(ModelProto model)
    {
        Weight(model, "scale", SmallGraphs.Floats(4, 8, 1, 1));
        Weight(model, "shift", SmallGraphs.Floats(5, 1, 8, 1, 1));
        After(model, "c1", Protos.Node("Mul", "c1 scale", "m"), Protos.Node("Add", "shift m", "new"));
    }

    private static void ComputedReshape(ModelProto model)
    {
        Weight(model, "zero", Tensor.Scalar(0L));
        Weight(model, "axis", Tensor.Of([0L], 1));
        Weight(model, "rest", Tensor.Of([-1L], 1));
        model.Graph.Node.RemoveAt(4);
        var concat = Protos.Node("Concat", "u rest", "t");
        concat.Attribute.Add(new AttributeProto { Name = "axis", Type = Kind.Int, I = 0 });
        model.Graph.Node.AddRange([
            Protos.Node("Shape", "p", "s"), Protos.Node("Gather", "s zero", "g"), Protos.Node("Unsqueeze", "g axis", "u"), concat, Protos.Node("Reshape", "p t", "y")]);
    }

    private static void Shared(ModelProto model)
    {
        Weight(model, "same", SmallGraphs.Floats(6, 8, 8, 1, 1));
        After(model, "c1", Protos.Node("Conv", "c1 same", "d"), Protos.Node("Conv", "d same", "new"));
    }

    private static void AnyNames(ModelProto model)
    {
        string New(string name) => name switch
        {
            "x" => "eingänge/x 1",
            "c1" => "模型/层:0",
            "r" => "a b\tc",
            "w1" => "::w::\"1\"",
            "w2" => " ",
            "c2" => "🙂",
            _ => name,
        };
        model.Graph.Input[0].Name = New("x");
        foreach (var tensor in model.Graph.Initializer)
        {
            tensor.Name = New(tensor.Name);
        }

        foreach (var node in model.Graph.Node)
        {
            var (inputs, outputs) = (node.Input.Select(New).ToArray(), node.Output.Select(New).ToArray());
            node.Input.Clear();
            node.Output.Clear();
            node.Input.AddRange(inputs);
            node.Output.AddRange(outputs);
            node.Name = node.OpType == "Relu" ? "bloc n°1/ ReLU:0" : "";
        }
    }

    private static void Narrow(ModelProto model, ElementType type)
    {
        var weight = model.Graph.Initializer[2];
        var floats = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(weight.RawData.Span).ToArray();
        var bytes = floats.SelectMany(f => type == ElementType.Float16 ? BitConverter.GetBytes((Half)f) : BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits(f) >> 16))).ToArray();
        (weight.DataType, weight.RawData) = ((int)type, ByteString.CopyFrom(bytes));
        var cast = Protos.Node("Cast", "w2", "wide");
        cast.Attribute.Add(new AttributeProto { Name = "to", Type = Kind.Int, I = 1 });
        Before(model, "conv2", cast, "w2", "wide");
    }

    private static void Qdq(ModelProto model)
    {
        Weight(model, "step", Tensor.Scalar(0.05f));
        Weight(model, "zero", Tensor.Scalar((sbyte)0));
        After(model, "c1", Protos.Node("QuantizeLinear", "c1 step zero", "q"), Protos.Node("DequantizeLinear", "q step zero", "new"));
    }

    private static void If(ModelProto model)
    {
        Weight(model, "yes", Tensor.Scalar(true));
        var node = Protos.Node("If", "yes", "new");
        foreach (var (branch, operation) in new[] { ("then_branch", "Abs"), ("else_branch", "Neg") })
        {
            var body = new GraphProto { Name = branch, Node = { Protos.Node(operation, "c1", branch + ".y") }, Output = { Any(branch + ".y") } };
            node.Attribute.Add(new AttributeProto { Name = branch, Type = Kind.Graph, G = body });
        }

        After(model, "c1", node);
    }

    private static void Loop(ModelProto model)
    {
        Weight(model, "times", Tensor.Scalar(3L));
        Weight(model, "yes", Tensor.Scalar(true));
        var body = new GraphProto { Name = "body", Node = { Protos.Node("Identity", "on", "on.out"), Protos.Node("Add", "v c1", "v.out") } };
        body.Input.AddRange([Scalar("i", 7), Scalar("on", 9), Any("v")]);
        body.Output.AddRange([Scalar("on.out", 9), Any("v.out")]);
        var node = Protos.Node("Loop", "times yes c1", "new");
        node.Attribute.Add(new AttributeProto { Name = "body", Type = Kind.Graph, G = body });
        After(model, "c1", node);
    }

    private static void Scan(ModelProto model)
    {
        var body = new GraphProto { Name = "body", Node = { Protos.Node("Abs", "v", "v.out") }, Input = { Any("v") }, Output = { Any("v.out") } };
        var node = Protos.Node("Scan", "c1", "new");
        node.Attribute.Add(new AttributeProto { Name = "body", Type = Kind.Graph, G = body });
        node.Attribute.Add(new AttributeProto { Name = "num_scan_inputs", Type = Kind.Int, I = 1 });
        After(model, "c1", node);
    }

    /// <summary>Puts nodes, the last of which gives "new", between a value and the Relu that reads it.</summary>
    private static void After(ModelProto model, string value, params NodeProto[] nodes)
    {
        var index = model.Graph.Node.ToList().FindIndex(node => node.OpType == "Relu" && node.Input[0] == value);
        model.Graph.Node[index].Input[0] = "new";
        foreach (var node in nodes.Reverse())
        {
            model.Graph.Node.Insert(index, node);
        }
    }

    private static void Before(ModelProto model, string reader, NodeProto node, string old, string made)
    {
        var index = model.Graph.Node.ToList().FindIndex(other => other.Name == reader);
        var inputs = model.Graph.Node[index].Input;
        inputs[inputs.IndexOf(old)] = made;
        model.Graph.Node.Insert(index, node);
    }

    private static void Weight(ModelProto model, string name, Tensor tensor) => model.Graph.Initializer.Add(TensorWriter.Write(tensor, name));

    private static void Dims(ModelProto model, params string[] names)
    {
        for (var axis = 0; axis < names.Length; axis++)
        {
            model.Graph.Input[0].Type.TensorType.Shape.Dim[axis] = new() { DimParam = names[axis] };
        }
    }

    private static NodeProto Custom(string domain, string operation)
    {
        var node = Protos.Node(operation, "c1", "new");
        node.Domain = domain;
        return node;
    }

    private static NodeProto Named(string name, NodeProto node)
    {
        node.Name = name;
        return node;
    }

    private static ValueInfoProto Any(string name) => new() { Name = name, Type = new() { TensorType = new() { ElemType = 1 } } };

    private static ValueInfoProto Scalar(string name, int type) => new() { Name = name, Type = new() { TensorType = new() { ElemType = type, Shape = new() } } };

    private static TensorShapeProto.Types.Dimension Dim(long size) => new() { DimValue = size };
}

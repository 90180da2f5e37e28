using AutoCompress.Engine.Architectures;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Tests.Graph.Serialization;
using Google.Protobuf;
using Onnx;
using Kind = Onnx.AttributeProto.Types.AttributeType;

namespace AutoCompress.Engine.Tests.Training.Barriers;

/// <summary>Puts what the trainer does not know into graphs.</summary>
internal static class BarrierGraphs
{
    public static TheoryData<string> All => [.. Kinds.Keys];

    /// <summary>Each computes a value of the same type and shape from a value of floats.</summary>
    private static readonly Dictionary<string, Func<ModelGraph, GraphValue, GraphValue>> Kinds = new(StringComparer.Ordinal)
    {
        ["com.microsoft"] = (graph, x) => Microsoft(graph, "Gelu", x),
        ["If"] = If,
        ["Loop"] = Loop,
        ["Scan"] = Scan,
        ["sequence"] = Sequence,
        ["text"] = Text,
        ["several outputs"] = SortedAndBack,
    };

    /// <summary>A residual network of 8x8 images and 4 classes with a barrier behind <paramref name="value"/>.</summary>
    public static ModelGraph Network(string kind, string value = "stage1.block1.relu.out", int width = 8)
    {
        var graph = ResidualNetwork.Build(new() { Channels = 1, Size = 8, Widths = [width, width], Classes = 4 });
        Insert(graph, graph[value], kind);
        return graph;
    }

    /// <summary>Lets all readers of <paramref name="value"/> read what the barrier makes of it.</summary>
    public static void Insert(ModelGraph graph, GraphValue value, string kind)
    {
        var uses = value.Uses.Where(use => use.Slot >= 0).ToList();
        var result = Kinds[kind](graph, value);
        uses.ForEach(use => ModelGraph.SetInput(use.Node, use.Slot, result));
        if (value.IsOutput)
        {
            graph.ReplaceOutput(graph.Outputs.ToList().IndexOf(value), result);
        }

        graph.SortNodes();
        GraphInvariants.Check(graph);
    }

    public static GraphValue Microsoft(ModelGraph graph, string opType, params GraphValue[] inputs)
    {
        graph.Header = graph.Header with { Opsets = graph.Header.Opsets.SetItem("com.microsoft", 1) };
        return graph.InsertNode(graph.Nodes.Count, opType, opType, inputs, [opType + ".out"], "com.microsoft").Output;
    }

    /// <summary>If whose branches answer with what they capture.</summary>
    public static GraphValue If(ModelGraph graph, GraphValue x)
    {
        var node = graph.AddNode("If", "if", [graph.AddConstant("yes", Tensor.Scalar(true))], "if.out");
        var names = new[] { graph.UniqueName("then.y"), graph.UniqueName("else.y") };
        Branch(graph, node, "then_branch", Body(names[0], x, Protos.Node("Identity", x.Name, names[0])));
        Branch(graph, node, "else_branch", Body(names[1], x, Protos.Node("Identity", x.Name, names[1])));
        ModelGraph.AddCapture(node, x);
        node.Output.Type = x.Type;
        return node.Output;
    }

    /// <summary>Adds half of the captured value three times.</summary>
    private static GraphValue Loop(ModelGraph graph, GraphValue x)
    {
        var half = graph.AddConstant("half", Tensor.Scalar(0.5f));
        var node = graph.AddNode("Loop", "loop", [graph.AddConstant("times", Tensor.Scalar(3L)), graph.AddConstant("on", Tensor.Scalar(true)), x], "loop.out");
        var body = Body("loop.next", x, Protos.Node("Identity", "loop.on", "loop.go"), Protos.Node("Mul", $"{x.Name} {half.Name}", "loop.part"), Protos.Node("Add", "loop.v loop.part", "loop.next"));
        body.Input.AddRange([Scalar("loop.i", ElementType.Int64), Scalar("loop.on", ElementType.Bool), Port("loop.v", ElementType.Float)]);
        body.Output.Insert(0, Scalar("loop.go", ElementType.Bool));
        Branch(graph, node, "body", body);
        ModelGraph.AddCapture(node, x);
        ModelGraph.AddCapture(node, half);
        return node.Output;
    }

    private static GraphValue Scan(ModelGraph graph, GraphValue x)
    {
        var node = graph.AddNode("Scan", "scan", [x], "scan.out");
        node.Attributes["num_scan_inputs"] = new AttributeValue.Int(1);
        var body = Body("scan.y", x, Protos.Node("Softsign", "scan.x", "scan.y"));
        body.Input.Add(Port("scan.x", ElementType.Float));
        Branch(graph, node, "body", body);
        return node.Output;
    }

    private static GraphValue Sequence(ModelGraph graph, GraphValue x)
    {
        var parts = graph.AddNode("SplitToSequence", "split", [x], "parts");
        parts.Attributes["axis"] = new AttributeValue.Int(1);
        var whole = graph.AddNode("ConcatFromSequence", "join", [parts.Output], "joined");
        whole.Attributes["axis"] = new AttributeValue.Int(1);
        return whole.Output;
    }

    private static GraphValue Text(ModelGraph graph, GraphValue x)
    {
        var text = Cast("write", x, ElementType.Text);
        return Cast("read", text, ElementType.Float);

        GraphValue Cast(string name, GraphValue from, ElementType to)
        {
            var node = graph.AddNode("Cast", name, [from], name + ".out");
            node.Attributes["to"] = new AttributeValue.Int((int)to);
            node.Output.Type = to;
            return node.Output;
        }
    }

    /// <summary>Unique gives the sorted numbers and, with its second output left out, where each of them came from.</summary>
    private static GraphValue SortedAndBack(ModelGraph graph, GraphValue x)
    {
        var unique = graph.AddNode("Unique", "unique", [x], "sorted", "", "places");
        var back = graph.AddNode("Gather", "back", [unique.Outputs[0], unique.Outputs[2]], "back.out").Output;
        var shape = graph.AddNode("Shape", "shape", [x], "shape.out").Output;
        return graph.AddNode("Reshape", "reshape", [back, shape], "reshape.out").Output;
    }

    private static GraphProto Body(string output, GraphValue like, params NodeProto[] nodes)
    {
        var body = new GraphProto { Name = "body", Node = { nodes } };
        body.Output.Add(Port(output, like.Type == ElementType.Undefined ? ElementType.Float : like.Type));
        return body;
    }

    private static ValueInfoProto Port(string name, ElementType type) => new() { Name = name, Type = new() { TensorType = new() { ElemType = (int)type } } };

    private static ValueInfoProto Scalar(string name, ElementType type)
    {
        var port = Port(name, type);
        port.Type.TensorType.Shape = new();
        return port;
    }

    private static void Branch(ModelGraph graph, GraphNode node, string attribute, GraphProto body)
    {
        node.Attributes[attribute] = new AttributeValue.Opaque(new AttributeProto { Name = attribute, Type = Kind.Graph, G = body }.ToByteArray());
        foreach (var name in body.Node.SelectMany(inner => inner.Output).Concat(body.Input.Select(input => input.Name)))
        {
            graph.Reserve(name);
        }
    }
}

using System.Collections.Immutable;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Passes;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Engine.Quantizing;
using AutoCompress.Spaces;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Tests.Graph.Passes;

public sealed class RaiseOpsetTests
{
    private static readonly long[] Image = [2, 2, 4, 6];

    public static TheoryData<int, string> Cases => new()
    {
        { 12, "Squeeze" }, { 11, "ReduceSum" }, { 12, "Split" }, { 9, "Slice" }, { 10, "Pad" }, { 7, "Clip" }, { 9, "TopK" }, { 12, "Softmax" },
        { 7, "Upsample" }, { 9, "Upsample-9" }, { 10, "Resize" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Apply_OldSpelling_AnswersAsBefore(int opset, string name)
    {
        var raised = PassAssert.Rewrites(new RaiseOpset(), Graph(opset, name), Image);

        Assert.Equal(RaiseOpset.Target, raised.Opset);
    }

    [Fact]
    public void Apply_Opset13_LeavesItAlone() => PassAssert.LeavesAlone(new RaiseOpset(), SmallGraphs.ConvRelu());

    [Fact]
    public void Apply_SoftmaxOverSeveralAxes_IsRefusedWithItsName()
    {
        var graph = Graph(11, "Softmax");
        graph.Nodes[0].Attributes.Remove("axis");

        var refused = Assert.Throws<StepFailureException>(() => new RaiseOpset().Apply(graph));

        Assert.Equal(FailureCause.Unsupported, refused.Cause);
        Assert.Contains("Softmax 'node' works on several axes at once", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Precision.Int8)]
    [InlineData(Precision.WeightInt8)]
    [InlineData(Precision.DynamicInt8)]
    public void Export_OldOpset_LoadsAndAnswers(Precision precision)
    {
        var graph = SmallGraphs.ConvRelu();
        graph.Header = Header(10);
        var image = SmallGraphs.Floats(3, 2, 2, 5, 5);

        var exported = Quantizer.Export(graph, precision, CalibrationMethod.MinMax, [[("image", image)]], WeightBits.Full, TestContext.Current.CancellationToken);

        // Not optimised, it computes in floats between the codes: what integer kernels of this processor round is not the question.
        using var session = OrtSession.Parse(OnnxFile.Serialize(exported, SaveOptions.Export), new() { Optimization = OrtOptimization.None });
        using var original = OrtSession.Of(graph);
        var (expected, found) = (original.Run(image)[0].Values<float>().ToArray(), session.Run(image)[0].Values<float>().ToArray());
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 0.1f));
    }

    private static ModelHeader Header(int opset) => ModelHeader.Default with { Opsets = ImmutableSortedDictionary<string, long>.Empty.Add("", opset) };

    private static ModelGraph Graph(int opset, string name)
    {
        var graph = new ModelGraph { Header = Header(opset) };
        var x = graph.AddInput("x", ElementType.Float, [.. Image.Select(Dim.Of)]);
        var scales = Tensor.Of([1f, 1, 2, 2], 4);
        GraphNode Node(string operation, params (string Name, AttributeValue Value)[] attributes)
        {
            var operands = name is "Resize" or "Upsample-9" ? new[] { x, graph.AddConstant("scales", scales) } : [x];
            var node = graph.AddNode(operation, "node", operands, operation == "Split" || operation == "TopK" ? ["a", "b"] : ["a"]);
            foreach (var (attribute, value) in attributes)
            {
                node.Attributes[attribute] = value;
            }

            return node;
        }

        var made = name switch
        {
            "Squeeze" => Squeeze(graph, x),
            "ReduceSum" => Node("ReduceSum", ("axes", new AttributeValue.Ints([2])), ("keepdims", new AttributeValue.Int(0))),
            "Split" => Node("Split", ("axis", new AttributeValue.Int(3)), ("split", new AttributeValue.Ints([2, 4]))),
            "Slice" => Node("Slice", ("starts", new AttributeValue.Ints([1, 0])), ("ends", new AttributeValue.Ints([3, 5])), ("axes", new AttributeValue.Ints([2, 3]))),
            "Pad" => Node("Pad", ("pads", new AttributeValue.Ints([0, 0, 1, 0, 0, 0, 0, 2])), ("value", new AttributeValue.Float(0.5f))),
            "Clip" => Node("Clip", ("min", new AttributeValue.Float(-0.25f)), ("max", new AttributeValue.Float(0.5f))),
            "TopK" => Node("TopK", ("axis", new AttributeValue.Int(3)), ("k", new AttributeValue.Int(2))),
            "Softmax" => Node("Softmax", ("axis", new AttributeValue.Int(3))),
            "Upsample" => Node("Upsample", ("mode", new AttributeValue.Text("nearest")), ("scales", new AttributeValue.Floats([1, 1, 2, 3]))),
            "Upsample-9" => Node("Upsample", ("mode", new AttributeValue.Text("linear"))),
            _ => Node("Resize", ("mode", new AttributeValue.Text("linear"))),
        };
        foreach (var output in made.Outputs)
        {
            graph.AddOutput(output!);
        }

        return graph;
    }

    private static GraphNode Squeeze(ModelGraph graph, GraphValue x)
    {
        var wide = graph.AddNode("Unsqueeze", "wide", [x], "wide");
        wide.Attributes["axes"] = new AttributeValue.Ints([0]);
        var node = graph.AddNode("Squeeze", "node", [wide.Output], "a");
        node.Attributes["axes"] = new AttributeValue.Ints([0]);
        return node;
    }
}

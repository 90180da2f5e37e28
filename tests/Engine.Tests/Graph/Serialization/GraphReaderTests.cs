using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Trials;
using Google.Protobuf;
using Onnx;

namespace AutoCompress.Engine.Tests.Graph.Serialization;

public sealed class GraphReaderTests
{
    private static readonly (string Words, Action<ModelProto> Damage)[] Faults =
    [
        ("which no input", model => model.Graph.Node[0].Input[0] = "nothing"),
        ("given twice", model => model.Graph.Node.Add(Protos.Node("Abs", "x", "y"))),
        ("given twice", model => model.Graph.Input.Add(Protos.Port("x"))),
        ("given twice", model => model.Graph.Initializer.AddRange([Protos.Floats("w", 1), Protos.Floats("w", 1)])),
        ("cycle", model => model.Graph.Node[0].Input[0] = "y"),
        ("computed by no node", model => model.Graph.Output.Add(Protos.Port("z"))),
        ("listed twice", model => model.Graph.Output.Add(Protos.Port("y"))),
        ("no output", model => model.Graph.Output.Clear()),
        ("names no operator", model => model.Graph.Node[0].ClearOpType()),
        ("nameless input", model => model.Graph.Input.Add(Protos.Port(""))),
        ("no ONNX model", model => model.Graph = null),
        ("no ONNX model", model => model.ClearIrVersion()),
        ("twice, or one without a name", model => model.Graph.Node[0].Attribute.Add(new AttributeProto { I = 1 })),
        ("needs 3 stored numbers", model => AddWeight(model, w => w.Dims[0] = 3)),
        ("needs 4 bytes", model => AddWeight(model, w => w.RawData = ByteString.CopyFrom(1, 2))),
        ("impossible shape", model => AddWeight(model, w => w.Dims.AddRange([1L << 40, 1L << 40]))),
        ("impossible shape", model => AddWeight(model, w => w.Dims[0] = -1)),
        ("ONNX does not define", model => AddWeight(model, w => w.DataType = 99)),
        ("without a folder", model => AddWeight(model, w => w.DataLocation = TensorProto.Types.DataLocation.External)),
    ];

    [Fact]
    public void Parse_NodesOutOfOrder_AreSortedAndNamed()
    {
        var graph = Read(Protos.Model(Protos.Node("Relu", "a", "y"), Protos.Node("Abs", "x", "a")));

        Assert.Equal(["Abs", "Relu"], graph.Nodes.Select(node => node.OpType));
        Assert.Equal(2, graph.Nodes.Select(node => node.Name).Distinct().Count());
        Assert.All(graph.Nodes, node => Assert.NotEmpty(node.Name));
        GraphInvariants.Check(graph);
    }

    [Fact]
    public void Parse_TwoNodesOfOneName_GetDifferentOnes()
    {
        var (first, second) = (Protos.Node("Relu", "a", "y"), Protos.Node("Abs", "x", "a"));
        first.Name = second.Name = "same";

        Assert.Equal(2, Read(Protos.Model(first, second)).Nodes.Select(node => node.Name).Distinct().Count());
    }

    [Fact]
    public void Parse_Ir3WhoseInitializersAreInputs_HasOneInput()
    {
        var model = Protos.Model(Protos.Node("Add", "x w", "y"));
        model.IrVersion = 3;
        model.Graph.Input.Add(Protos.Port("w"));
        model.Graph.Initializer.Add(Protos.Floats("w", 1, 2));

        var graph = Read(model);

        Assert.Equal("x", Assert.Single(graph.Inputs).Name);
        Assert.True(graph["w"].IsConstant);
        Assert.True(graph.Header.IrVersion >= 4);
    }

    [Theory]
    [InlineData("value_float", ElementType.Float)]
    [InlineData("value_int", ElementType.Int64)]
    [InlineData("value_floats", ElementType.Float)]
    [InlineData("value_ints", ElementType.Int64)]
    [InlineData("value_string", ElementType.Text)]
    [InlineData("value", ElementType.Float)]
    public void Parse_ConstantNode_IsAConstant(string form, ElementType type)
    {
        var constant = Protos.Node("Constant", "", "k");
        var attribute = new AttributeProto { Name = form, F = 2, I = 2, S = ByteString.CopyFromUtf8("two"), T = Protos.Floats("", 2) };
        attribute.Floats.Add(2);
        attribute.Ints.Add(2);
        constant.Attribute.Add(attribute);

        var graph = Read(Protos.Model(constant, Protos.Node("Relu", "x", "y")));

        Assert.Single(graph.Nodes);
        Assert.Equal(type, graph["k"].Constant!.Type);
        Assert.Equal(1, graph["k"].Constant!.Count);
    }

    [Fact]
    public void Parse_ConstantWithASecondAttribute_HoldsTheFirst()
    {
        var constant = Protos.Node("Constant", "", "k");
        constant.Attribute.Add(new AttributeProto { Name = "value_float", Type = AttributeProto.Types.AttributeType.Float, F = 3 });
        constant.Attribute.Add(new AttributeProto { Name = "beta", Type = AttributeProto.Types.AttributeType.Float, F = 1 });

        Assert.Equal([3f], Read(Protos.Model(constant, Protos.Node("Add", "x k", "y")))["k"].Constant!.Values<float>().ToArray());
    }

    [Fact]
    public void Parse_ConstantWhoseFirstAttributeIsNoValue_IsRefused()
    {
        var constant = Protos.Node("Constant", "", "k");
        constant.Attribute.Add(new AttributeProto { Name = "beta", Type = AttributeProto.Types.AttributeType.Float, F = 1 });
        constant.Attribute.Add(new AttributeProto { Name = "value_float", Type = AttributeProto.Types.AttributeType.Float, F = 3 });

        var refused = Assert.Throws<StepFailureException>(() => Read(Protos.Model(constant, Protos.Node("Add", "x k", "y"))));

        Assert.Equal(FailureCause.InvalidModel, refused.Cause);
        Assert.Contains("'beta'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_SparseInitializer_IsDense()
    {
        var sparse = new SparseTensorProto { Values = Protos.Floats("w", 5, 7), Indices = new TensorProto { DataType = 7 } };
        sparse.Indices.Dims.Add(2);
        sparse.Indices.Int64Data.AddRange([1, 3]);
        sparse.Dims.AddRange([2, 2]);
        var model = Protos.Model(Protos.Node("Add", "x w", "y"));
        model.Graph.SparseInitializer.Add(sparse);

        var weight = Read(model)["w"].Constant!;

        Assert.Equal([2, 2], weight.Shape.ToArray());
        Assert.Equal([0, 5, 0, 7], weight.Values<float>().ToArray());
    }

    [Fact]
    public void Parse_LongNameOfTheDefaultDomain_IsTheDefaultDomain()
    {
        var model = Protos.Model(Protos.Node("Relu", "x", "y"));
        model.OpsetImport[0].Domain = "ai.onnx";
        model.Graph.Node[0].Domain = "ai.onnx";

        var graph = Read(model);

        Assert.Equal(17, graph.Opset);
        Assert.True(graph.Nodes[0].Is("Relu"));
    }

    [Fact]
    public void Parse_SubgraphThatReadsOutside_CapturesAndStillRuns()
    {
        var model = Protos.Model(Protos.Node("Abs", "x", "outer"), Protos.Node("If", "condition", "y"));
        model.Graph.Initializer.Add(new TensorProto { Name = "condition", DataType = 9, RawData = ByteString.CopyFrom(1) });
        foreach (var (name, op) in new[] { ("then_branch", "Neg"), ("else_branch", "Relu") })
        {
            var branch = new GraphProto { Name = name };
            branch.Node.Add(Protos.Node(op, "outer", "a"));
            branch.Output.Add(Protos.Port("a"));
            model.Graph.Node[1].Attribute.Add(new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Graph, G = branch });
        }

        var graph = Read(model);

        Assert.Equal("outer", Assert.Single(graph.Nodes[1].Captures).Name);
        Assert.True(graph["outer"].IsCaptured);
        GraphInvariants.Check(graph);
        GraphInvariants.Check(graph.Clone());
        Assert.NotEqual("a", graph.UniqueName("a"));
        using var session = OrtSession.Of(graph, new() { Save = SaveOptions.Export });
        Assert.Equal([-1, -2], session.Run(Tensor.Of([-1f, 2f], 2))[0].Values<float>().ToArray());
    }

    [Fact]
    public void Parse_NewerFieldsAndAnnotations_SurviveARoundTrip()
    {
        var model = Protos.Model(Protos.Node("Relu", "x", "y"));
        model.Graph.Node[0].DocString = "why";
        model.Graph.QuantizationAnnotation.Add(new TensorAnnotation { TensorName = "y" });
        model.MetadataProps.Add(new StringStringEntryProto { Key = "k", Value = "v" });
        model.Functions.Add(new FunctionProto { Name = "f", Domain = "mine" });
        var node = model.Graph.Node[0].ToByteArray();
        byte[] overloaded = [.. node, 0x42, 1, (byte)'o'];
        model.Graph.Node[0] = NodeProto.Parser.ParseFrom(overloaded);

        var written = ModelProto.Parser.ParseFrom(OnnxFile.Serialize(Read(model)));

        Assert.Equal("y", Assert.Single(written.Graph.QuantizationAnnotation).TensorName);
        Assert.Equal("v", Assert.Single(written.MetadataProps).Value);
        Assert.Equal("f", Assert.Single(written.Functions).Name);
        Assert.Equal("why", written.Graph.Node[0].DocString);
        Assert.Contains("\u0042\u0001o", System.Text.Encoding.Latin1.GetString(written.Graph.Node[0].ToByteArray()), StringComparison.Ordinal);
    }

    public static TheoryData<int> FaultNumbers => [.. Enumerable.Range(0, Faults.Length)];

    [Theory]
    [MemberData(nameof(FaultNumbers))]
    public void Parse_BrokenModel_SaysWhat(int fault)
    {
        var (words, damage) = Faults[fault];
        var model = Protos.Model(Protos.Node("Relu", "x", "y"));
        damage(model);

        var failure = Assert.Throws<StepFailureException>(() => Read(model));

        Assert.Equal(FailureCause.InvalidModel, failure.Cause);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_NameThatIsNoUtf8_SaysSo()
    {
        var bytes = Protos.Model(Protos.Node("Relu", "x", "hello"), Protos.Node("Abs", "hello", "y")).ToByteArray();
        for (var i = bytes.AsSpan().IndexOf("hello"u8); i >= 0; i = bytes.AsSpan().IndexOf("hello"u8))
        {
            bytes[i] = 0xFF;
        }

        var failure = Assert.Throws<StepFailureException>(() => OnnxFile.Parse(bytes));

        Assert.Contains("UTF-8", failure.Message, StringComparison.Ordinal);
    }

    private static void AddWeight(ModelProto model, Action<TensorProto> damage)
    {
        var weight = Protos.Floats("w", 1);
        damage(weight);
        model.Graph.Initializer.Add(weight);
    }

    private static ModelGraph Read(ModelProto model) => OnnxFile.Parse(model.ToByteArray());
}

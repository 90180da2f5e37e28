using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Engine.Tests.Graph;
using AutoCompress.Engine.Training.Execution;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Tests.Training.Barriers;

/// <summary>What the trainer does not know runs on ONNX Runtime in the middle of its forward pass.</summary>
public sealed class RegionSessionTests
{
    public static TheoryData<string> Kinds => BarrierGraphs.All;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Run_BarrierInTheMiddle_AgreesWithOnnxRuntimeAtEveryBatchSize(string kind)
    {
        var graph = BarrierGraphs.Network(kind);
        using var executor = new GraphExecutor(graph);
        using var session = OrtSession.Of(graph, new() { Optimization = OrtOptimization.None });
        foreach (var batch in new[] { 2, 5, 1 })
        {
            var images = SmallGraphs.Floats(batch, batch, 1, 8, 8);
            Agreement.Same(session.Run(images)[0], executor.Run(images)[0]);
        }
    }

    [Theory]
    [InlineData(ElementType.Float)]
    [InlineData(ElementType.Double)]
    [InlineData(ElementType.Float16)]
    [InlineData(ElementType.BFloat16)]
    [InlineData(ElementType.Bool)]
    [InlineData(ElementType.Int8)]
    [InlineData(ElementType.UInt8)]
    [InlineData(ElementType.Int16)]
    [InlineData(ElementType.UInt16)]
    [InlineData(ElementType.Int32)]
    [InlineData(ElementType.UInt32)]
    [InlineData(ElementType.Int64)]
    [InlineData(ElementType.UInt64)]
    public void Run_EveryTypeShapeAndSize_ComesBackAsItWas(ElementType type)
    {
        foreach (var shape in new long[][] { [], [3], [2, 0, 3], [2, 3, 2] })
        {
            var data = new byte[type.Bytes(Tensor.CountOf(shape))];
            new Random(1).NextBytes(data);
            for (var i = 0; i < data.Length; i++)
            {
                data[i] &= type == ElementType.Bool ? (byte)1 : (byte)0x3F;
            }

            var x = new Tensor(type, shape, data);
            var graph = new ModelGraph();
            graph.AddOutput(BarrierGraphs.If(graph, graph.AddInput("x", type, null)));
            using var executor = new GraphExecutor(graph);

            var y = executor.Run(x)[0];

            Assert.Equal(type, y.Type);
            Assert.Equal(shape, y.Shape.ToArray());
            Assert.Equal(data, y.Data.ToArray());
        }
    }

    /// <summary>A transposed view does not lie row-major; an input that is left out stays out.</summary>
    [Fact]
    public void Run_ViewAndMissingInput_Agree()
    {
        var graph = new ModelGraph();
        var x = graph.AddInput("x", ElementType.Float, null);
        var turned = graph.AddNode("Transpose", "turn", [x], "turned").Output;
        var weight = graph.AddConstant("weight", SmallGraphs.Floats(3, 4));
        var norm = graph.InsertNode(graph.Nodes.Count, "SkipLayerNormalization", "norm", [turned, turned, weight, null, weight], ["y"], "com.microsoft");
        graph.Header = graph.Header with { Opsets = graph.Header.Opsets.SetItem("com.microsoft", 1) };
        graph.AddOutput(graph.AddNode("Neg", "negate", [norm.Output], "z").Output);
        using var executor = new GraphExecutor(graph);
        using var session = OrtSession.Of(graph);
        var input = SmallGraphs.Floats(5, 4, 3, 2);

        Agreement.Same(session.Run(input)[0], executor.Run(input)[0]);
    }

    /// <summary>Weights that move are handed over anew in every pass, all others lie inside the session.</summary>
    [Fact]
    public void Forward_WeightThatAnotherPathTrains_IsReadAsItIsNow()
    {
        var graph = new ModelGraph();
        var x = graph.AddInput("x", ElementType.Float, null);
        var weight = graph.AddConstant("weight", SmallGraphs.Floats(3, 4, 4));
        var left = graph.AddNode("MatMul", "left", [x, weight], "left").Output;
        var right = BarrierGraphs.Microsoft(graph, "FusedMatMul", x, weight);
        graph.AddOutput(graph.AddNode("Sub", "difference", [left, right], "y").Output);
        using var executor = new GraphExecutor(graph);
        var parameter = Assert.Single(executor.Parameters);

        parameter.Tensor.Write<float>(SmallGraphs.Floats(4, 4, 4).Values<float>());

        Assert.All(executor.Run(SmallGraphs.Floats(5, 3, 4))[0].Values<float>().ToArray(), difference => Assert.InRange(difference, -1e-5f, 1e-5f));
    }

    [Fact]
    public void Run_RandomNumbers_AreDrawnInEveryPass()
    {
        var graph = new ModelGraph();
        var node = graph.AddNode("RandomNormal", "noise", [], "noise");
        node.Attributes["shape"] = new AttributeValue.Ints([8]);
        graph.AddOutput(graph.AddNode("Add", "add", [graph.AddInput("x", ElementType.Float, null), node.Output], "y").Output);
        using var executor = new GraphExecutor(graph);
        var zero = Tensor.Of(new float[8], 8);

        Assert.NotEqual(executor.Run(zero)[0].Data.ToArray(), executor.Run(zero)[0].Data.ToArray());
    }

    [Fact]
    public void Run_ShapeThatTheOperatorRefuses_IsInvalidDataThatNamesTheNode()
    {
        var graph = new ModelGraph();
        graph.AddOutput(graph.AddNode("Det", "determinant", [graph.AddInput("x", ElementType.Float, null)], "y").Output);
        using var executor = new GraphExecutor(graph);

        var e = Assert.Throws<StepFailureException>(() => executor.Run(SmallGraphs.Floats(1, 2, 3)));

        Assert.Contains("determinant", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_TextThatComesIn_IsUnsupportedAndNamed()
    {
        var graph = new ModelGraph();
        graph.AddOutput(graph.AddNode("StringNormalizer", "normalise", [graph.AddInput("words", ElementType.Text, [Dim.Of(2)])], "y").Output);

        var e = Assert.Throws<StepFailureException>(() => new GraphExecutor(graph));

        Assert.Equal(FailureCause.Unsupported, e.Cause);
        Assert.Contains("'words' is of type Text", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_Strict_RefusesWhatOnlyOnnxRuntimeRuns()
    {
        var graph = BarrierGraphs.Network("com.microsoft");

        var e = Assert.Throws<StepFailureException>(() => new GraphExecutor(graph, strict: true));

        Assert.Equal(FailureCause.Unsupported, e.Cause);
        Assert.Contains("com.microsoft.Gelu", e.Message, StringComparison.Ordinal);
    }
}

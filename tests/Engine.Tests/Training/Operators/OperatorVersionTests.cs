using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Tests.Graph;

namespace AutoCompress.Engine.Tests.Training.Operators;

/// <summary>What operators mean in which opset, against ONNX Runtime: above all what ONNX's own tests (opset 17 and older) leave out.</summary>
public sealed class OperatorVersionTests
{
    private static readonly Tensor X = SmallGraphs.Floats(1, 2, 3, 4, 5);

    [Theory]
    [InlineData(7)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(21)]
    public void Softmax_FlattensBefore13_Agrees(int opset)
    {
        foreach (var opType in new[] { "Softmax", "LogSoftmax", "Hardmax" })
        {
            Check(opType, opset, X, []);
            Check(opType, opset, X, [], ("axis", 2));
            Check(opType, opset, X, [], ("axis", opset < 11 ? 3 : -1));
        }
    }

    [Fact]
    public void Clip_BoundsByOpset_Agrees()
    {
        Check("Clip", 7, X, [], ("min", -0.2f));
        Check("Clip", 10, X, [], ("max", 0.3f), ("min", -0.2f));
        Check("Clip", 11, X, [null, Tensor.Scalar(0.3f)]);
        Check("Clip", 12, Tensor.Of([1L, 5, 9], 3), [Tensor.Scalar(2L), Tensor.Scalar(7L)]);
        Check("Clip", 13, Tensor.Of([(sbyte)1, (sbyte)5, (sbyte)9], 3), [Tensor.Scalar((sbyte)2), Tensor.Scalar((sbyte)7)]);
        Agreement.Check(NodeGraph.Of("Clip", [X, Tensor.Scalar(-0.1f), Tensor.Scalar(0.4f)]), X, Tensor.Scalar(-0.1f), Tensor.Scalar(0.4f));
    }

    [Fact]
    public void AxesOfSqueezeUnsqueezeReduceSplit_AttributeOrInput_Agree()
    {
        var thin = SmallGraphs.Floats(2, 1, 3, 1);
        Check("Squeeze", 11, thin, [], ("axes", new long[] { 0, -1 }));
        Check("Squeeze", 13, thin, [Tensor.Of([0L, -1], 2)]);
        Check("Squeeze", 13, thin, []);
        Check("Unsqueeze", 11, thin, [], ("axes", new long[] { 0, -1 }));
        Check("Unsqueeze", 21, thin, [Tensor.Of([4L, 0], 2)]);
        foreach (var opType in new[] { "ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceSumSquare", "ReduceLogSumExp" })
        {
            Check(opType, opType == "ReduceSum" ? 11 : 13, X, [], ("axes", new long[] { 1, -1 }), ("keepdims", 0));
            Check(opType, 18, X, [Tensor.Of([1L, -1], 2)], ("keepdims", 0));
            Check(opType, 18, X, []);
            Check(opType, 18, X, [Tensor.Of(Array.Empty<long>(), 0)]);
        }

        Check("ReduceSum", 13, X, [], ("noop_with_empty_axes", 1));
        Check("ReduceMax", 18, X, [], ("noop_with_empty_axes", 1));
        Check("ReduceMean", 18, Tensor.Of([1, 2, 6, -9], 2, 2), [Tensor.Of([1L], 1)]);
        Check("Split", 18, X, [], ("axis", 2), ("num_outputs", 1));
        Check("CumSum", 14, X, [Tensor.Scalar(-2)], ("exclusive", 1), ("reverse", 1));
    }

    [Fact]
    public void FormsOfOpsets7To12_Agree()
    {
        Check("Slice", 7, X, [], ("starts", new long[] { 1, -3 }), ("ends", new long[] { 9, -1 }), ("axes", new long[] { 1, 3 }));
        Check("Slice", 10, X, [Tensor.Of([1, 4], 2), Tensor.Of([9, -9], 2), Tensor.Of([1, 3], 2), Tensor.Of([1, -2], 2)]);
        Check("Upsample", 7, SmallGraphs.Floats(2, 1, 2, 3, 4), [], ("scales", new[] { 1f, 1, 2, 1.5f }));
        Check("Dropout", 7, X, []);
        Check("Dropout", 10, X, [], ("ratio", 0.9f));
        Check("Dropout", 12, X, [Tensor.Scalar(0.9f)]);
        foreach (var opset in new[] { 7, 9, 14 })
        {
            Check("BatchNormalization", opset, X, [SmallGraphs.Floats(2, 3), SmallGraphs.Floats(3, 3), SmallGraphs.Floats(4, 3), Tensor.Of([0.5f, 1, 2], 3)]);
        }

        Check("MaxPool", 8, X, [], ("kernel_shape", new long[] { 2, 2 }), ("auto_pad", "SAME_LOWER"));
        Check("MaxPool", 10, X, [], ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 }), ("ceil_mode", 1));
        Check("AveragePool", 7, X, [], ("kernel_shape", new long[] { 2, 2 }), ("pads", new long[] { 1, 1, 1, 1 }), ("count_include_pad", 1));
        Check("Gemm", 7, SmallGraphs.Floats(1, 3, 4), [SmallGraphs.Floats(2, 4, 5), SmallGraphs.Floats(3, 3, 1)]);
        Check("Gemm", 11, SmallGraphs.Floats(1, 3, 4), [SmallGraphs.Floats(2, 4, 5)]);
        Check("Pad", 7, X, [], ("pads", new long[] { 0, 0, 1, 1, 0, 0, 1, 1 }), ("mode", "reflect"));
        Check("Flatten", 7, X, [], ("axis", 2));
        Check("LRN", 7, X, [], ("size", 3), ("alpha", 0.5f));
        Check("Scatter", 9, X, [Tensor.Of([0L, 2], 1, 1, 2, 1), SmallGraphs.Floats(3, 1, 1, 2, 1)], ("axis", 1));
        Check("Concat", 7, X, [SmallGraphs.Floats(3, 2, 3, 1, 5)], ("axis", 2));
        Check("ThresholdedRelu", 10, X, [], ("alpha", 0.2f));
        Check("Einsum", 12, SmallGraphs.Floats(3, 3, 4), [SmallGraphs.Floats(4, 4)], ("equation", "ij,j"));
        Agree("ArgMin", 7, X, [], ElementType.Int64, ("axis", 2), ("keepdims", 0));
        Agree("Cast", 9, X, [], ElementType.Int32, ("to", (int)ElementType.Int32));
        Agree("ConstantOfShape", 9, Tensor.Of([2L, 3], 2), [], ElementType.Float);
        Agree("Equal", 7, Tensor.Of([1L, 3], 2), [Tensor.Of([1L], 1)], ElementType.Bool);
        Agree("Greater", 9, X, [Tensor.Scalar(0.1f)], ElementType.Bool);
    }

    [Fact]
    public void RecurrentActivations_Agree()
    {
        var (x, weights) = (SmallGraphs.Floats(1, 4, 2, 3), new[] { SmallGraphs.Floats(2, 1, 5, 3), SmallGraphs.Floats(3, 1, 5, 5) });
        foreach (var name in new[] { "Relu", "Sigmoid", "HardSigmoid", "Softsign", "Softplus", "LeakyRelu", "Elu", "ScaledTanh", "Affine", "ThresholdedRelu" })
        {
            Check("RNN", 14, x, weights, ("hidden_size", 5), ("activations", new[] { name }), ("activation_alpha", new[] { 0.3f }), ("activation_beta", new[] { 0.6f }));
        }

        Check("LSTM", 14, x, [SmallGraphs.Floats(2, 1, 20, 3), SmallGraphs.Floats(3, 1, 20, 5)], ("hidden_size", 5), ("input_forget", 1));
    }

    [Theory]
    [InlineData("nearest")]
    [InlineData("linear")]
    [InlineData("cubic")]
    public void Resize_CoordinatesAndRounding_Agree(string mode)
    {
        var image = SmallGraphs.Floats(2, 1, 2, 6, 7);
        foreach (var coordinates in new[] { "half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric", "half_pixel_symmetric" })
        {
            foreach (var sizes in new[] { new long[] { 1, 2, 9, 14 }, [1, 2, 3, 5] })
            {
                var opset = coordinates == "half_pixel_symmetric" ? 19 : 13;
                Check("Resize", opset, image, [null, null, Tensor.Of(sizes, 4)], ("mode", mode), ("coordinate_transformation_mode", coordinates));
            }
        }

        foreach (var scales in new[] { new[] { 1, 1, 2f, 2 }, [1, 1, 0.6f, 1.7f] })
        {
            Check("Resize", 11, image, [Tensor.Of(Array.Empty<float>(), 0), Tensor.Of(scales, 4)], ("mode", mode));
            Check("Resize", 13, image, [null, Tensor.Of(scales, 4)], ("mode", mode), ("coordinate_transformation_mode", "asymmetric"));
        }
    }

    [Fact]
    public void Resize_NearestModesOldOpsetsAndNewAttributes_Agree()
    {
        var image = SmallGraphs.Floats(2, 1, 2, 6, 7);
        foreach (var nearest in new[] { "round_prefer_floor", "round_prefer_ceil", "floor", "ceil" })
        {
            Check("Resize", 13, image, [null, Tensor.Of([1, 1, 0.5f, 2.5f], 4)], ("nearest_mode", nearest), ("coordinate_transformation_mode", "asymmetric"));
            Check("Resize", 13, image, [null, Tensor.Of([1, 1, 2f, 1.3f], 4)], ("nearest_mode", nearest));
        }

        Check("Resize", 10, image, [Tensor.Of([1f, 1, 2, 3], 4)]);
        Check("Resize", 10, image, [Tensor.Of([1f, 1, 2, 3], 4)], ("mode", "linear"));
        Check("Upsample", 9, image, [Tensor.Of([1f, 1, 2, 3], 4)], ("mode", "linear"));
        Check("Resize", 18, image, [null, Tensor.Of([2f, 1.5f], 2)], ("axes", new long[] { 2, 3 }), ("mode", "linear"));
        Check("Resize", 18, image, [null, null, Tensor.Of([12L, 12], 2)], ("axes", new long[] { 2, 3 }), ("keep_aspect_ratio_policy", "not_larger"));
        Check("Resize", 18, image, [null, null, Tensor.Of([12L, 12], 2)], ("axes", new long[] { 2, 3 }), ("keep_aspect_ratio_policy", "not_smaller"));
        Check("Resize", 18, image, [null, Tensor.Of([1, 1, 0.5f, 0.5f], 4)], ("mode", "linear"), ("antialias", 1));
        Check("Resize", 18, image, [null, Tensor.Of([1, 1, 0.5f, 0.5f], 4)], ("mode", "cubic"), ("antialias", 1));
        Check("Resize", 13, image, [null, Tensor.Of([1, 1, 0.6f, 1.7f], 4)], ("mode", "cubic"), ("exclude_outside", 1), ("cubic_coeff_a", -0.5f));
        Check("Resize", 13, image, [Tensor.Of([0, 0, 0.2f, -0.1f, 1, 1, 0.8f, 1.2f], 8), null, Tensor.Of([1L, 2, 5, 5], 4)], ("mode", "linear"), ("coordinate_transformation_mode", "tf_crop_and_resize"), ("extrapolation_value", 3f));
    }

    [Fact]
    public void PadModesAndAxes_Agree()
    {
        Check("Pad", 10, X, [], ("pads", new long[] { 0, 1, 2, 0, 0, 0, 1, 1 }), ("value", 0.5f));
        foreach (var mode in new[] { "constant", "reflect", "edge", "wrap" })
        {
            Check("Pad", 19, X, [Tensor.Of([0L, 1, 2, 0, 0, 0, 1, 1], 8)], ("mode", mode));
            Check("Pad", 19, X, [Tensor.Of([1L, 2, 1, 0], 4), null, Tensor.Of([-1L, 1], 2)], ("mode", mode));
        }

        Check("Pad", 13, X, [Tensor.Of([0L, 0, -1, 0, 0, 0, 1, -2], 8), Tensor.Scalar(2f)]);
        Check("Pad", 13, Tensor.Of([1L, 2, 3], 3), [Tensor.Of([1L, 2], 2), Tensor.Scalar(7L)]);
    }

    [Fact]
    public void NewOperators_Agree()
    {
        Check("Gelu", 20, X, []);
        Check("Gelu", 20, X, [], ("approximate", "tanh"));
        Check("Mish", 18, X, []);
        Check("GroupNormalization", 18, SmallGraphs.Floats(3, 2, 4, 5), [SmallGraphs.Floats(4, 2), SmallGraphs.Floats(5, 2)], ("num_groups", 2));
        Check("GroupNormalization", 21, SmallGraphs.Floats(3, 2, 4, 5), [SmallGraphs.Floats(4, 4), SmallGraphs.Floats(5, 4)], ("num_groups", 2));
        Check("LayerNormalization", 17, X, [SmallGraphs.Floats(4, 4, 5), SmallGraphs.Floats(5, 4, 5)], ("axis", 2));
        Check("AveragePool", 19, X, [], ("kernel_shape", new long[] { 2, 2 }), ("dilations", new long[] { 2, 3 }));
        Check("AveragePool", 19, X, [], ("kernel_shape", new long[] { 2, 2 }), ("pads", new long[] { 1, 0, 0, 1 }), ("count_include_pad", 1), ("ceil_mode", 1), ("strides", new long[] { 2, 2 }));
        Check("LpPool", 18, X, [], ("kernel_shape", new long[] { 2, 3 }), ("p", 3));
        Check("GlobalLpPool", 13, X, [], ("p", 1));
        Check("LpNormalization", 13, X, [], ("axis", 1), ("p", 1));
        Check("MeanVarianceNormalization", 13, X, []);
        Check("Shrink", 13, X, [], ("lambd", 0.3f), ("bias", 0.1f));
        Check("BitwiseAnd", 18, Tensor.Of([12, 10, -1], 3), [Tensor.Of([6], 1)]);
        Check("BitwiseXor", 18, Tensor.Of([12, 10, -1], 3), [Tensor.Of([6], 1)]);
        Check("BitwiseOr", 18, Tensor.Of([12, 10, -1], 3), [Tensor.Of([6], 1)]);
        Check("BitwiseNot", 18, Tensor.Of([12, 10, -1], 3), []);
        Check("Einsum", 13, SmallGraphs.Floats(3, 2, 3, 4), [SmallGraphs.Floats(4, 2, 5, 4)], ("equation", "...ij,...kj->...ik"));
        Check("GridSample", 20, SmallGraphs.Floats(3, 1, 2, 5, 6), [SmallGraphs.Floats(4, 1, 3, 3, 2)], ("mode", "cubic"), ("padding_mode", "border"));
        Check("Trilu", 14, X, [Tensor.Scalar(-1L)], ("upper", 0));
        Check("PRelu", 8, X, [SmallGraphs.Floats(4, 5)]);
        Check("PRelu", 9, X, [SmallGraphs.Floats(4, 3, 1, 1)]);
        Agree("IsInf", 20, Tensor.Of([float.NegativeInfinity, 1, float.PositiveInfinity], 3), [], ElementType.Bool, ("detect_negative", 0));
        Agree("ArgMax", 13, Tensor.Of([1f, 3, 3, 2], 4), [], ElementType.Int64, ("select_last_index", 1));
        Agree("NonZero", 13, Tensor.Of([1f, 0, 3, 0], 2, 2), [], ElementType.Int64);
        Agree("OneHot", 11, Tensor.Of([1L, -1, 9], 3), [Tensor.Scalar(4L), Tensor.Of([0.5f, 2f], 2)], ElementType.Float, ("axis", 0));
        Agree("EyeLike", 9, X.Reshape(6, 20), [], ElementType.Int64, ("k", -1), ("dtype", 7));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("add")]
    [InlineData("mul")]
    [InlineData("max")]
    [InlineData("min")]
    public void ScatterReductions_Agree(string reduction)
    {
        var indices = Tensor.Of([0L, 2, -1], 1, 1, 3, 1);
        Check("ScatterElements", 18, X, [indices, SmallGraphs.Floats(3, 1, 1, 3, 1)], ("axis", 1), ("reduction", reduction));
        Check("ScatterND", 18, X, [Tensor.Of([0L, 2, 1, -1], 2, 2), SmallGraphs.Floats(3, 2, 4, 5)], ("reduction", reduction));
    }

    [Theory]
    [InlineData("forward", 0)]
    [InlineData("reverse", 1)]
    [InlineData("bidirectional", 0)]
    public void Recurrent_DirectionsLengthsAndStates_Agree(string direction, int linear)
    {
        var (d, x) = (direction == "bidirectional" ? 2 : 1, SmallGraphs.Floats(1, 5, 3, 4));
        foreach (var (opType, gates) in new[] { ("RNN", 1), ("GRU", 3), ("LSTM", 4) })
        {
            var weights = new[] { SmallGraphs.Floats(2, d, gates * 6, 4), SmallGraphs.Floats(3, d, gates * 6, 6), SmallGraphs.Floats(4, d, 2 * gates * 6) };
            (string, object)[] attributes = opType == "GRU"
                ? [("direction", direction), ("hidden_size", 6), ("linear_before_reset", linear)]
                : [("direction", direction), ("hidden_size", 6)];
            Check(opType, 14, x, weights[..2], attributes);
            Check(opType, 14, x, [.. weights, Tensor.Of([5, 2, 3], 3), SmallGraphs.Floats(5, d, 3, 6)], attributes);
            Check(opType, 7, x, weights, [.. attributes, ("clip", 0.4f)]);
        }

        Check("LSTM", 14, x, [SmallGraphs.Floats(2, d, 24, 4), SmallGraphs.Floats(3, d, 24, 6), null, null, null, SmallGraphs.Floats(5, d, 3, 6), SmallGraphs.Floats(6, d, 18)], ("direction", direction), ("hidden_size", 6));
    }

    [Fact]
    public void QuantizeAndDequantize_TypesChannelsBlocks_AgreeToTheBit()
    {
        var x = SmallGraphs.Floats(1, 4, 6);
        Tensor[] scales = [Tensor.Of([0.01f, 0.02f, 0.005f, 0.1f], 4), Tensor.Of([(short)3, (short)-2, (short)0, (short)9], 4)];
        Agree("QuantizeLinear", 21, x, scales, ElementType.Int16, ("axis", 0));
        Agree("QuantizeLinear", 21, x, [Tensor.Of([0.001f], []), Tensor.Of([(ushort)30000], [])], ElementType.UInt16);
        Agree("QuantizeLinear", 21, x, [Tensor.Of([0.1f, 0.2f, 0.3f, 0.01f, 0.02f, 0.03f, 0.5f, 0.6f], 4, 2), Tensor.Of(new sbyte[8], 4, 2)], ElementType.Int8, ("axis", 1), ("block_size", 3));
        Agree("DequantizeLinear", 21, Tensor.Of([(sbyte)-128, (sbyte)0, (sbyte)5, (sbyte)127], 2, 2), [Tensor.Of([0.1f, 0.3f], 1, 2)], ElementType.Float, ("axis", 0), ("block_size", 2));
        Agree("DequantizeLinear", 21, Tensor.Of([(ushort)0, (ushort)65535], 2), [Tensor.Scalar(0.5f), Tensor.Scalar((ushort)30000)], ElementType.Float);
        Agree("DequantizeLinear", 10, Tensor.Of([-70000, 16777217], 2), [Tensor.Scalar(0.5f)], ElementType.Float);
        Agree("DequantizeLinear", 13, Tensor.Of([(byte)0, (byte)5, (byte)255], 3, 1), [Tensor.Of([0.1f, 0.3f, 1], 3), Tensor.Of([(byte)128, (byte)0, (byte)7], 3)], ElementType.Float, ("axis", -2));
    }

    /// <summary>ONNX Runtime's C# interface passes no 4-bit tensors, so they stay inside of the graph.</summary>
    [Theory]
    [InlineData(ElementType.Int4)]
    [InlineData(ElementType.UInt4)]
    public void QuantizeAndDequantize_FourBits_Agree(ElementType type)
    {
        var x = SmallGraphs.Floats(1, 5);
        var scale = Tensor.Scalar(0.1f);
        var graph = NodeGraph.Of("QuantizeLinear", [x], [scale, new(type, [], new byte[] { 6 })], opset: 21, result: type);
        var codes = graph.Outputs[0];
        var cast = graph.AddNode("Cast", "cast", [codes], "wide");
        cast.Attributes["to"] = new AttributeValue.Int((int)ElementType.Int32);
        cast.Output.Type = ElementType.Int32;
        var stored = graph.AddConstant("stored", new(type, [5], new byte[] { 0xF1, 0x87, 0x0A }));
        var restored = graph.AddNode("DequantizeLinear", "restored", [stored, graph.AddConstant("step", scale)], "r");
        restored.Output.Type = ElementType.Float;
        var sum = graph.AddNode("Add", "sum", [graph.Inputs[0], restored.Output], "s");
        sum.Output.Type = ElementType.Float;
        graph.SetOutputs([cast.Output, sum.Output]);

        Agreement.Check(graph, x);
    }

    [Fact]
    public void FurtherOutputs_Agree()
    {
        const ElementType Whole = ElementType.Int64;
        var row = Tensor.Of([1f, 3, 3, 2, 3], 5);
        Outputs("TopK", 11, row, [Tensor.Of([2L], 1)], [Whole], ("largest", 0));
        Outputs("TopK", 11, row, [Tensor.Of([4L], 1)], [Whole]);
        Outputs("Split", 11, X, [], [ElementType.Float], ("axis", 2), ("split", new long[] { 1, 3 }));
        Outputs("Split", 13, X, [Tensor.Of([1L, 0, 3], 3)], [ElementType.Float, ElementType.Float], ("axis", 2));
        Outputs("Split", 18, X, [], [ElementType.Float, ElementType.Float], ("axis", -1), ("num_outputs", 3));
        Outputs("LayerNormalization", 17, X, [SmallGraphs.Floats(4, 4, 5)], [ElementType.Float, ElementType.Float], ("axis", -2));
        Outputs("MaxPool", 12, X, [], [Whole], ("kernel_shape", new long[] { 2, 3 }), ("pads", new long[] { 0, 2, 1, 0 }), ("strides", new long[] { 2, 1 }));
        Outputs("MaxPool", 12, X, [], [Whole], ("kernel_shape", new long[] { 2, 2 }), ("storage_order", 1));
        Outputs("MaxPool", 12, X.Reshape(2, 3, 20), [], [Whole], ("kernel_shape", new long[] { 3 }), ("pads", new long[] { 1, 1 }));
        Outputs("MaxPool", 12, X.Reshape(1, 2, 3, 4, 5), [], [Whole], ("kernel_shape", new long[] { 2, 2, 2 }));
        Outputs("BatchNormalization", 15, X, [SmallGraphs.Floats(2, 3), SmallGraphs.Floats(3, 3), SmallGraphs.Floats(4, 3), Tensor.Of([0.5f, 1, 2], 3)], [ElementType.Float, ElementType.Float], ("training_mode", 1), ("momentum", 0.7f));
        Outputs("Dropout", 13, X, [], [ElementType.Bool]);
        Outputs("LSTM", 14, SmallGraphs.Floats(1, 5, 3, 4), [SmallGraphs.Floats(2, 2, 24, 4), SmallGraphs.Floats(3, 2, 24, 6), null, Tensor.Of([5, 2, 3], 3)], [ElementType.Float, ElementType.Float], ("hidden_size", 6), ("direction", "bidirectional"));
        Outputs("GRU", 14, SmallGraphs.Floats(1, 5, 3, 4), [SmallGraphs.Floats(2, 1, 18, 4), SmallGraphs.Floats(3, 1, 18, 6)], [ElementType.Float], ("hidden_size", 6), ("direction", "reverse"));

        static void Outputs(string opType, int opset, Tensor x, Tensor?[] constants, ElementType[] more, params (string Name, object Value)[] attributes) =>
            Agreement.Check(NodeGraph.Of(opType, [x], constants, attributes, opset, more: more), x);
    }

    [Fact]
    public void TypesThatLibtorchLacks_AgreeAndWrapAround()
    {
        Check("Add", 14, Tensor.Of([uint.MaxValue, 7u], 2), [Tensor.Of([2u], 1)]);
        Check("Sub", 14, Tensor.Of([1ul, 7ul], 2), [Tensor.Of([2ul], 1)]);
        Check("Max", 13, Tensor.Of([uint.MaxValue, 7u], 2), [Tensor.Of([9u], 1)]);
        Check("BitShift", 11, Tensor.Of([0x80000001u, 7u], 2), [Tensor.Of([1u], 1)], ("direction", "LEFT"));
        Agree("Cast", 13, Tensor.Of([3.7f, 65535], 2), [], ElementType.UInt16, ("to", (int)ElementType.UInt16));
        Agree("Cast", 13, Tensor.Of([(ushort)65535, (ushort)1], 2), [], ElementType.Float, ("to", (int)ElementType.Float));
        Check("Transpose", 13, Tensor.Of([(ushort)65535, (ushort)1, (ushort)2, (ushort)3], 2, 2), []);
    }

    [Fact]
    public void HalfPrecision_RoundsAfterEachOperator_Agrees()
    {
        Check("MatMul", 13, Halves(1, 4, 6), [Halves(2, 6, 5)]);
        Check("Conv", 13, Halves(1, 1, 3, 6, 6), [Halves(2, 4, 3, 3, 3), Halves(3, 4)]);
        Check("Softmax", 13, Halves(1, 3, 7), []);
        Check("LayerNormalization", 17, Halves(1, 3, 7), [Halves(2, 7), Halves(3, 7)]);
        Agree("Cast", 13, Halves(1, 5), [], ElementType.Float, ("to", (int)ElementType.Float));
        Agree("Cast", 13, X, [], ElementType.BFloat16, ("to", (int)ElementType.BFloat16));
    }

    [Fact]
    public void EmptyScalarAndZeroBatch_Agree()
    {
        var none = Tensor.Of(Array.Empty<float>(), 0, 3, 6, 6);
        Check("Conv", 13, none, [SmallGraphs.Floats(2, 4, 3, 3, 3)]);
        Check("Relu", 14, none, []);
        Check("MaxPool", 12, none, [], ("kernel_shape", new long[] { 2, 2 }));
        Check("BatchNormalization", 15, none, [SmallGraphs.Floats(2, 3), SmallGraphs.Floats(3, 3), SmallGraphs.Floats(4, 3), Tensor.Of([0.5f, 1, 2], 3)]);
        Check("GlobalAveragePool", 13, none, []);
        Check("Flatten", 13, none, []);
        Check("Softmax", 11, none, []);
        Check("Softmax", 13, none, []);
        Check("Reshape", 14, none, [Tensor.Of([-1L, 108], 2)]);
        Check("Gemm", 13, Tensor.Of(Array.Empty<float>(), 0, 4), [SmallGraphs.Floats(2, 4, 5), SmallGraphs.Floats(3, 5)]);
        Check("MatMul", 13, Tensor.Of(Array.Empty<float>(), 0, 2, 4), [SmallGraphs.Floats(2, 4, 5)]);
        Check("ReduceSum", 13, none, [Tensor.Of([0L], 1)]);
        Check("ReduceMean", 18, none, [Tensor.Of([1L], 1)]);
        Check("ReduceMax", 20, none, [Tensor.Of([0L], 1)]);
        Check("ReduceMin", 20, none, [Tensor.Of([0L], 1)], ("keepdims", 0));
        Check("Concat", 13, none, [SmallGraphs.Floats(2, 1, 3, 6, 6)], ("axis", 0));
        Check("Gather", 13, X, [Tensor.Of(Array.Empty<long>(), 0)], ("axis", 1));
        Check("Gather", 13, X, [Tensor.Scalar(-1L)], ("axis", 2));
        Check("Slice", 13, X, [Tensor.Of([2L], 1), Tensor.Of([2L], 1)]);
        Check("Add", 14, Tensor.Scalar(2f), [Tensor.Scalar(3f)]);
        Check("Unsqueeze", 13, Tensor.Scalar(2f), [Tensor.Of([0L, 1], 2)]);
        Check("ReduceSum", 13, Tensor.Scalar(2f), []);
        Check("Softplus", 13, Tensor.Scalar(2f), []);
        Check("Expand", 13, Tensor.Scalar(2f), [Tensor.Of([2L, 0], 2)]);
        Check("Tile", 13, Tensor.Of([1f, 2], 2), [Tensor.Of([0L], 1)]);
        Agree("Shape", 15, none, [], ElementType.Int64, ("start", 1));
        Agree("Size", 13, none, [], ElementType.Int64);
        Agree("QuantizeLinear", 13, Tensor.Scalar(0.4f), [Tensor.Scalar(0.1f), Tensor.Scalar((sbyte)1)], ElementType.Int8);
        Agree("NonZero", 13, Tensor.Of(new float[3], 3), [], ElementType.Int64);
    }

    [Fact]
    public void Integers_ProductsAndPools_Agree()
    {
        var codes = Tensor.Of(Enumerable.Range(0, 32).Select(i => (byte)(i * 7)).ToArray(), 1, 2, 4, 4);
        var signed = Tensor.Of(Enumerable.Range(0, 16).Select(i => (sbyte)((i * 9) - 60)).ToArray(), 2, 2, 2, 2);
        Agree("MatMulInteger", 10, codes.Reshape(4, 8), [codes.Reshape(8, 4), Tensor.Scalar((byte)3), Tensor.Of([(byte)1, (byte)2, (byte)3, (byte)4], 4)], ElementType.Int32);
        Agree("ConvInteger", 10, codes, [codes.Reshape(4, 2, 2, 2), Tensor.Scalar((byte)9)], ElementType.Int32, ("pads", new long[] { 1, 0, 0, 1 }));
        Agree("QLinearConv", 10, codes, [Tensor.Scalar(0.02f), Tensor.Scalar((byte)100), signed, Tensor.Of([0.01f, 0.03f], 2), Tensor.Of(new sbyte[2], 2), Tensor.Scalar(0.2f), Tensor.Scalar((byte)120), Tensor.Of([500, -300], 2)], ElementType.UInt8);
        Check("MaxPool", 12, codes, [], ("kernel_shape", new long[] { 2, 2 }));
        Check("Div", 14, Tensor.Of([7, -7, 9], 3), [Tensor.Of([2], 1)]);
        Check("Mod", 13, Tensor.Of([7, -7, 9], 3), [Tensor.Of([-4], 1)]);
        Check("Pow", 15, Tensor.Of([2, 3, -2], 3), [Tensor.Of([3f], 1)]);
        Check("MatMul", 13, Tensor.Of([1, 2, 3, 4], 2, 2), [Tensor.Of([5, 6, 7, 8], 2, 2)]);
    }

    private static Tensor Halves(int seed, params ReadOnlySpan<long> shape) =>
        Tensor.Of(Array.ConvertAll(SmallGraphs.Floats(seed, shape).Values<float>().ToArray(), value => (Half)value), shape);

    private static void Check(string opType, int opset, Tensor x, Tensor?[] constants, params (string Name, object Value)[] attributes) =>
        Agreement.Check(NodeGraph.Of(opType, [x], constants, attributes, opset), x);

    private static void Agree(string opType, int opset, Tensor x, Tensor?[] constants, ElementType result, params (string Name, object Value)[] attributes) =>
        Agreement.Check(NodeGraph.Of(opType, [x], constants, attributes, opset, result), x);
}

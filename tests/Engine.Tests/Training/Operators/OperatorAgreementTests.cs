using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Tests.Graph;

namespace AutoCompress.Engine.Tests.Training.Operators;

/// <summary>Attributes that ONNX's own tests leave out, against ONNX Runtime.</summary>
public sealed class OperatorAgreementTests
{
    [Theory]
    [InlineData(1, 1, 1, 0)]
    [InlineData(2, 1, 1, 1)]
    [InlineData(1, 2, 2, 2)]
    [InlineData(2, 1, 4, 1)]
    public void Conv_StrideDilationGroupsPads_Agrees(int stride, int dilation, int groups, int pad) => Agreement.Check(
        NodeGraph.Of(
            "Conv",
            [SmallGraphs.Floats(1, 2, 4, 9, 8)],
            [SmallGraphs.Floats(2, 8, 4 / groups, 3, 3), SmallGraphs.Floats(3, 8)],
            [
                ("strides", new long[] { stride, stride }), ("dilations", new long[] { dilation, dilation }), ("group", groups),
                ("pads", new long[] { pad, pad, pad, pad }),
            ]),
        SmallGraphs.Floats(1, 2, 4, 9, 8));

    [Theory]
    [InlineData("SAME_UPPER")]
    [InlineData("SAME_LOWER")]
    [InlineData("VALID")]
    public void Conv_AutoPad_Agrees(string autoPad) => Check(
        "Conv", [2, 3, 9, 10], [SmallGraphs.Floats(2, 5, 3, 4, 3)], ("auto_pad", autoPad), ("strides", new long[] { 2, 2 }));

    [Fact]
    public void Conv_UnevenPads_Agrees() => Check("Conv", [2, 3, 9, 10], [SmallGraphs.Floats(2, 5, 3, 3, 3)], ("pads", new long[] { 0, 1, 2, 0 }));

    [Fact]
    public void Conv_OneAndThreeAxes_Agree()
    {
        Check("Conv", [2, 3, 11], [SmallGraphs.Floats(2, 4, 3, 3), SmallGraphs.Floats(3, 4)], ("pads", new long[] { 1, 1 }));
        Check("Conv", [1, 2, 5, 6, 7], [SmallGraphs.Floats(2, 3, 2, 3, 3, 3)], ("strides", new long[] { 1, 2, 1 }));
    }

    [Fact]
    public void ConvTranspose_StridePadOutputPaddingGroups_Agrees()
    {
        var weight = SmallGraphs.Floats(2, 4, 3, 3, 3);
        Check("ConvTranspose", [2, 4, 5, 6], [weight, SmallGraphs.Floats(3, 3)], ("strides", new long[] { 2, 2 }), ("pads", new long[] { 1, 1, 1, 1 }), ("output_padding", new long[] { 1, 1 }));
        Check("ConvTranspose", [2, 4, 5, 6], [weight], ("strides", new long[] { 2, 1 }), ("pads", new long[] { 0, 1, 2, 0 }), ("group", 2));
        Check("ConvTranspose", [1, 4, 5, 6], [weight], ("strides", new long[] { 2, 2 }), ("auto_pad", "SAME_UPPER"));
    }

    [Theory]
    [InlineData("MaxPool")]
    [InlineData("AveragePool")]
    public void Pool_PadsCeilAndAutoPad_Agrees(string pool)
    {
        Check(pool, [2, 3, 9, 10], [], ("kernel_shape", new long[] { 3, 3 }), ("strides", new long[] { 2, 2 }), ("pads", new long[] { 1, 1, 1, 1 }));
        Check(pool, [2, 3, 9, 10], [], ("kernel_shape", new long[] { 3, 2 }), ("strides", new long[] { 2, 2 }), ("pads", new long[] { 0, 0, 1, 1 }));
        Check(pool, [2, 3, 8, 7], [], ("kernel_shape", new long[] { 3, 3 }), ("strides", new long[] { 2, 2 }), ("auto_pad", "SAME_UPPER"));
        Check(pool, [2, 3, 11], [], ("kernel_shape", new long[] { 3 }), ("strides", new long[] { 2 }));
        Check(pool, [1, 2, 5, 6, 7], [], ("kernel_shape", new long[] { 2, 2, 2 }));
    }

    [Fact]
    public void BatchNormalization_Inference_Agrees() => Check(
        "BatchNormalization",
        [2, 3, 4, 5],
        [SmallGraphs.Floats(2, 3), SmallGraphs.Floats(3, 3), SmallGraphs.Floats(4, 3), Tensor.Of([0.5f, 1, 2], 3)],
        ("epsilon", 1e-3f));

    [Fact]
    public void Gemm_TransposesAlphaBeta_Agrees()
    {
        Check("Gemm", [4, 6], [SmallGraphs.Floats(2, 6, 5), SmallGraphs.Floats(3, 5)], ("alpha", 0.5f), ("beta", 2f));
        Check("Gemm", [6, 4], [SmallGraphs.Floats(2, 5, 6), SmallGraphs.Floats(3, 4, 5)], ("transA", 1), ("transB", 1));
        Check("Gemm", [4, 6], [SmallGraphs.Floats(2, 5, 6)], ("transB", 1));
    }

    [Theory]
    [InlineData("Relu")]
    [InlineData("LeakyRelu")]
    [InlineData("Sigmoid")]
    [InlineData("Tanh")]
    [InlineData("HardSigmoid")]
    [InlineData("HardSwish")]
    [InlineData("Elu")]
    [InlineData("Selu")]
    [InlineData("Softplus")]
    [InlineData("Softmax")]
    [InlineData("LogSoftmax")]
    [InlineData("GlobalAveragePool")]
    [InlineData("GlobalMaxPool")]
    [InlineData("Flatten")]
    [InlineData("Exp")]
    [InlineData("Neg")]
    [InlineData("Abs")]
    [InlineData("Erf")]
    public void Unary_Defaults_Agrees(string opType) => Check(opType, [2, 3, 4, 5], []);

    [Theory]
    [InlineData("Add")]
    [InlineData("Sub")]
    [InlineData("Mul")]
    [InlineData("Div")]
    [InlineData("Max")]
    [InlineData("Min")]
    public void Binary_Broadcast_Agrees(string opType)
    {
        Check(opType, [2, 3, 4, 5], [SmallGraphs.Floats(2, 3, 1, 5)]);
        Check(opType, [3, 1], [SmallGraphs.Floats(2, 2, 1, 4)]);
    }

    [Fact]
    public void Clip_BoundsLeftOut_Agrees()
    {
        Check("Clip", [2, 5], [null, Tensor.Of([0.3f], [])]);
        Check("Clip", [2, 5], [Tensor.Of([-0.2f], [])]);
        Check("Clip", [2, 5], [Tensor.Of([0f], []), Tensor.Of([6f], [])]);
    }

    [Theory]
    [InlineData("ReduceMean", 13)]
    [InlineData("ReduceMax", 17)]
    [InlineData("ReduceL2", 17)]
    public void Reduce_AxesAttribute_Agrees(string opType, int opset)
    {
        var x = SmallGraphs.Floats(1, 2, 3, 4, 5);
        Agreement.Check(NodeGraph.Of(opType, [x], [], [("axes", new long[] { -1, 2 }), ("keepdims", 0)], opset), x);
        Agreement.Check(NodeGraph.Of(opType, [x], [], [], opset), x);
    }

    [Fact]
    public void ReduceMean_AxesInput_Agrees()
    {
        var x = SmallGraphs.Floats(1, 2, 3, 4, 5);
        Agreement.Check(NodeGraph.Of("ReduceMean", [x], [Tensor.Of([2L, 3], 2)], [], 18), x);
    }

    [Fact]
    public void QuantizeDequantize_Alone_AgreesToTheBit()
    {
        var x = SmallGraphs.Floats(1, 2, 3, 4, 5);
        var codes = Tensor.Of([(sbyte)-128, (sbyte)0, (sbyte)5, (sbyte)127], 2, 2);
        Tensor[] signed = [Tensor.Of([0.01f], []), Tensor.Of([(sbyte)3], [])];
        Tensor[] rows = [Tensor.Of([0.01f, 0.02f, 0.005f], 3), Tensor.Of([(byte)128, (byte)100, (byte)0], 3)];

        Agreement.Check(NodeGraph.Of("QuantizeLinear", [x], signed, result: ElementType.Int8), x);
        Agreement.Check(NodeGraph.Of("QuantizeLinear", [x], rows, [("axis", 1)], result: ElementType.UInt8), x);
        Agreement.Check(NodeGraph.Of("DequantizeLinear", [codes], [Tensor.Of([0.1f, 0.3f], 2)], [("axis", 0)], result: ElementType.Float), codes);
    }

    private static void Check(string opType, long[] shape, Tensor?[] constants, params (string Name, object Value)[] attributes)
    {
        var x = SmallGraphs.Floats(1, shape);
        Agreement.Check(NodeGraph.Of(opType, [x], constants, attributes), x);
    }
}

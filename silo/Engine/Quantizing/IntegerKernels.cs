using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.OnnxRuntime;

namespace AutoCompress.Engine.Quantizing;

/// <summary>What ONNX Runtime's integer kernels do on this machine's processor.</summary>
internal static class IntegerKernels
{
    private const int Size = 32;
    private const byte LargestActivation = 255;
    private const byte LargestWeight = 127;

    private static readonly Lazy<int> Bits = new(() => Saturate() ? Quantizing.WeightBits.Reduced : Quantizing.WeightBits.Full);

    /// <summary>The bits of a weight that are exact here, see <see cref="Quantizing.WeightBits"/>.</summary>
    /// <exception cref="AutoCompress.Trials.StepFailureException">ONNX Runtime is not there.</exception>
    public static int WeightBits => Bits.Value;

    /// <summary>Multiplies matrices of the largest codes and looks whether the sums are what they should be.</summary>
    private static bool Saturate()
    {
        var graph = new ModelGraph();
        var activations = graph.AddInput("activations", ElementType.UInt8, [Dim.Of(Size), Dim.Of(Size)]);
        var weights = graph.AddConstant("weights", Filled(ElementType.Int8, LargestWeight));
        var product = graph.AddNode("MatMulInteger", "product", [activations, weights], "sums");
        (product.Output.Type, product.Output.Shape) = (ElementType.Int32, [Dim.Of(Size), Dim.Of(Size)]);
        graph.AddOutput(product.Output);
        using var session = OrtSession.Of(graph);
        return session.Run(Filled(ElementType.UInt8, LargestActivation))[0].Values<int>().ContainsAnyExcept(Size * LargestActivation * LargestWeight);
    }

    private static Tensor Filled(ElementType type, byte code)
    {
        var codes = new byte[Size * Size];
        Array.Fill(codes, code);
        return new(type, [Size, Size], codes);
    }
}

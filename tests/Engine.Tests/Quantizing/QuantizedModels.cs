using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Engine.Quantizing;
using AutoCompress.Spaces;

namespace AutoCompress.Engine.Tests.Quantizing;

/// <summary>Quantizes test graphs and looks at them through ONNX Runtime.</summary>
internal static class QuantizedModels
{
    /// <summary>A copy with quantizers in place, calibrated on two batches; weights are float.</summary>
    public static ModelGraph Place(ModelGraph graph, CalibrationMethod method = CalibrationMethod.MinMax, params Tensor[] batches)
    {
        batches = batches is [] ? [RandomResNet.Batch(1, 16), RandomResNet.Batch(2, 16)] : batches;
        return Quantizer.PrepareQat(graph, method, batches, IntegerKernels.WeightBits, TestContext.Current.CancellationToken);
    }

    public static ModelGraph Lower(ModelGraph placed) => Quantizer.Lower(placed);

    public static float[] Run(ModelGraph graph, Tensor input)
    {
        using var session = OrtSession.Of(graph);
        return session.Run(input)[0].Values<float>().ToArray();
    }

    /// <summary>Operator types of the graph as ONNX Runtime runs it, in its order.</summary>
    public static string[] Optimized(ModelGraph graph)
    {
        var path = Path.Combine(Path.GetTempPath(), $"optimized-{Guid.NewGuid():N}.onnx");
        try
        {
            using (OrtSession.Of(graph, OrtOptions.Default with { OptimizedModelPath = path, Save = SaveOptions.Export }))
            {
            }

            return [.. OnnxFile.Load(path).Nodes.Select(node => node.OpType)];
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>The largest difference, as a share of the range of <paramref name="expected"/>.</summary>
    public static double Error(float[] actual, float[] expected) =>
        actual.Zip(expected, (a, e) => Math.Abs(a - e)).Max() / (expected.Max() - expected.Min());
}

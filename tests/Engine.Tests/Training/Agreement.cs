using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Engine.Training.Execution;

namespace AutoCompress.Engine.Tests.Training;

/// <summary>Compares the executor with ONNX Runtime.</summary>
internal static class Agreement
{
    /// <summary>Runs both on the same inputs and compares all outputs.</summary>
    public static void Check(ModelGraph graph, params Tensor[] inputs)
    {
        using var executor = new GraphExecutor(graph, strict: true);
        var actual = executor.Run(inputs);
        using var session = OrtSession.Of(graph, new() { Optimization = OrtOptimization.None });
        var named = session.Inputs.Select((input, i) => (input.Name, inputs[i])).ToList();
        var expected = session.Run(named);
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Same(expected[i], actual[i]);
        }
    }

    /// <summary>Equal types and shapes; numbers within 1e-4 of the largest one, integers exactly.</summary>
    public static void Same(Tensor expected, Tensor actual, double tolerance = 1e-4)
    {
        Assert.Equal(expected.Type, actual.Type);
        Assert.Equal(expected.Shape.ToArray(), actual.Shape.ToArray());
        if (expected.Type is not (ElementType.Float or ElementType.Double or ElementType.Float16))
        {
            Assert.Equal(expected.Data.ToArray(), actual.Data.ToArray());
            return;
        }

        var (x, y) = (Numbers(expected), Numbers(actual));
        var scale = x.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max() + 1e-7;
        for (var i = 0; i < x.Length; i++)
        {
            if (!x[i].Equals(y[i]) && !(Math.Abs(x[i] - y[i]) <= tolerance * scale))
            {
                Assert.Fail($"Element {i} of {x.Length}: expected {x[i]:R}, got {y[i]:R}.");
            }
        }
    }

    private static double[] Numbers(Tensor tensor) => tensor.Type switch
    {
        ElementType.Float => Array.ConvertAll(tensor.Values<float>().ToArray(), value => (double)value),
        ElementType.Float16 => Array.ConvertAll(tensor.Values<Half>().ToArray(), value => (double)value),
        _ => tensor.Values<double>().ToArray(),
    };
}

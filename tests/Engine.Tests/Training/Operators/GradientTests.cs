using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Training.Execution;

namespace AutoCompress.Engine.Tests.Training.Operators;

/// <summary>The gradient of each operator that trains, against central differences in double precision.</summary>
public sealed class GradientTests
{
    private const double Step = 1e-6;
    private const double Tolerance = 1e-6;

    public static TheoryData<int, string> Cases => [.. GradientCases.All.Select((one, i) => (i, one.OpType))];

    [Fact]
    public void Cases_CoverEveryOperatorThatTrains()
    {
        var trained = OperatorRegistry.Default.Entries.Where(entry => entry.Value.Trains).Select(entry => entry.Key);
        Assert.Equal(trained.Order(StringComparer.Ordinal), GradientCases.All.Select(one => one.OpType).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradient_AgreesWithFiniteDifferences(int index, string opType)
    {
        var one = GradientCases.All[index];
        Assert.Equal(opType, one.OpType);
        using var executor = new GraphExecutor(NodeGraph.Of(opType, one.Fed, one.Constants, one.Attributes, one.Opset, ElementType.Double));
        using var scope = TorchScope.Enter();
        using var mode = new GradMode(true);
        var inputs = one.Fed.Select(tensor => tensor.ToTorch()!).ToArray();
        var moved = inputs.Where(input => input.Type == TorchType.Double).ToArray();
        Array.ForEach(moved, input => input.RequiresGrad = true);
        var output = executor.Forward(ExecutionMode.Inference, inputs)[0];
        var direction = Direction(output.Shape);
        var gradients = new TorchTensor?[moved.Length];

        Torch.Gradients(Sum(output, direction), moved, gradients);

        for (var i = 0; i < moved.Length; i++)
        {
            Check(i, gradients[i], moved[i], () => Value(executor, inputs, direction));
        }
    }

    private static void Check(int input, TorchTensor? gradient, TorchTensor tensor, Func<double> value)
    {
        var numbers = tensor.ToArray<double>();
        var found = gradient?.ToArray<double>() ?? new double[numbers.Length];
        var scale = 1 + found.Select(Math.Abs).DefaultIfEmpty(0).Max();
        for (var i = 0; i < numbers.Length; i++)
        {
            var expected = (At(Step) - At(-Step)) / (2 * Step);
            if (!(Math.Abs(expected - found[i]) <= Tolerance * scale))
            {
                Assert.Fail($"Input {input}, element {i}: the difference quotient is {expected:R}, the gradient {found[i]:R}.");
            }

            double At(double step)
            {
                var there = (double[])numbers.Clone();
                there[i] += step;
                tensor.Write<double>(there);
                var result = value();
                tensor.Write<double>(numbers);
                return result;
            }
        }
    }

    private static double Value(GraphExecutor executor, TorchTensor[] inputs, TorchTensor direction)
    {
        using var scope = TorchScope.Enter();
        using var mode = new GradMode(false);
        return Sum(executor.Forward(ExecutionMode.Inference, inputs)[0], direction).ToArray<double>()[0];
    }

    private static TorchTensor Sum(TorchTensor output, TorchTensor direction) =>
        Torch.Call(Aten.Sum, Torch.Call(Aten.Mul, output, direction), Array.Empty<long>(), false);

    private static TorchTensor Direction(long[] shape)
    {
        var random = new Random(7);
        return TorchTensor.From<double>([.. Enumerable.Range(0, (int)Tensor.CountOf(shape)).Select(_ => random.NextDouble() + 0.5)], TorchType.Double, shape);
    }
}

using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Training.Execution;
using AutoCompress.Engine.Training.Optimizing;

namespace AutoCompress.Engine.Tests.Training.Optimizing;

/// <summary>Each optimizer against its formula in double precision, over steps with changing gradients and rates.</summary>
public sealed class OptimizerTests
{
    private const double Decay = 0.1;
    private static readonly double[] Rates = [0.1, 0.05, 0.2, 0.01];

    [Fact]
    public void Sgd_FourSteps_FollowsNesterovWithDecayOnWeightsOnly() => Check(
        parameters => new Sgd(parameters, 0.9, Decay),
        decays =>
        {
            var velocity = 0.0;
            return (p, g, rate, _) =>
            {
                g += decays ? Decay * p : 0;
                velocity = (0.9 * velocity) + g;
                return p - (rate * (g + (0.9 * velocity)));
            };
        });

    [Fact]
    public void AdamW_FourSteps_FollowsThePaper() => Check(
        parameters => new AdamW(parameters, Decay),
        decays =>
        {
            var (m, v) = (0.0, 0.0);
            return (p, g, rate, step) =>
            {
                p *= decays ? 1 - (rate * Decay) : 1;
                m = (0.9 * m) + (0.1 * g);
                v = (0.999 * v) + (0.001 * g * g);
                return p - (rate * (m / (1 - Math.Pow(0.9, step + 1))) / (Math.Sqrt(v / (1 - Math.Pow(0.999, step + 1))) + 1e-8));
            };
        });

    private static void Check(
        Func<IReadOnlyList<Parameter>, IOptimizer> make, Func<bool, Func<double, double, double, int, double>> reference)
    {
        using var scope = TorchScope.Enter();
        using var grad = new GradMode(false);
        var graph = new ModelGraph();
        var weight = new Parameter(graph.AddConstant("w", Tensor.Of([1f], 1)), TorchTensor.From([1f], 1, 1), ParameterKind.Weight);
        var bias = new Parameter(graph.AddConstant("b", Tensor.Of([1f], 1)), TorchTensor.From([1f], 1), ParameterKind.Bias);
        using var optimizer = make([weight, bias]);
        var (weightRule, biasRule, w, b) = (reference(true), reference(false), 1.0, 1.0);
        for (var step = 0; step < Rates.Length; step++)
        {
            float[] g = [0.5f - (0.3f * step), 0.2f * (step + 1)];
            optimizer.Step([TorchTensor.From([g[0]], 1, 1), TorchTensor.From([g[1]], 1)], Rates[step], step);
            (w, b) = (weightRule(w, g[0], Rates[step], step), biasRule(b, g[1], Rates[step], step));
            Assert.Equal(w, weight.Tensor.ToFloat(), 1e-5);
            Assert.Equal(b, bias.Tensor.ToFloat(), 1e-5);
        }
    }
}

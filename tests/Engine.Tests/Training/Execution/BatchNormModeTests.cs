using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Tests.Graph;
using AutoCompress.Engine.Training.Execution;

namespace AutoCompress.Engine.Tests.Training.Execution;

public sealed class BatchNormModeTests
{
    private static readonly Tensor[] Batches = [SmallGraphs.Floats(1, 8, 1, 3, 3), SmallGraphs.Floats(2, 8, 1, 3, 3), SmallGraphs.Floats(3, 8, 1, 3, 3)];

    [Fact]
    public void Forward_Training_MovesTheStatisticsByOneMinusOnnxMomentum()
    {
        var (mean, variance) = Run(ExecutionMode.Training, momentum: 0.8f);
        var (expectedMean, expectedVariance) = (5.0, 7.0);
        foreach (var batch in Batches)
        {
            var (m, v) = Moments(batch);
            (expectedMean, expectedVariance) = ((0.8 * expectedMean) + (0.2 * m), (0.8 * expectedVariance) + (0.2 * v));
        }

        Assert.Equal(expectedMean, mean, 1e-5);
        Assert.Equal(expectedVariance, variance, 1e-5);
    }

    [Fact]
    public void Forward_Reestimation_AveragesTheBatches()
    {
        var (mean, variance) = Run(ExecutionMode.Reestimation, momentum: 0.9f);

        Assert.Equal(Batches.Average(batch => Moments(batch).Mean), mean, 1e-5);
        Assert.Equal(Batches.Average(batch => Moments(batch).Variance), variance, 1e-5);
    }

    [Fact]
    public void Forward_Inference_LeavesTheStatistics() => Assert.Equal((5f, 7f), Run(ExecutionMode.Inference, momentum: 0.9f));

    private static (float Mean, float Variance) Run(ExecutionMode mode, float momentum)
    {
        var graph = NodeGraph.Of(
            "BatchNormalization",
            [Batches[0]],
            [Tensor.Of([2f], 1), Tensor.Of([1f], 1), Tensor.Of([5f], 1), Tensor.Of([7f], 1)],
            [("momentum", momentum)]);
        using var executor = new GraphExecutor(graph);
        for (var i = 0; i < Batches.Length; i++)
        {
            using var scope = TorchScope.Enter();
            executor.ReestimationShare = 1.0 / (i + 1);
            executor.Forward(mode, Batches[i].ToTorch()!);
        }

        executor.WriteBack();
        return (graph["c2"].Constant!.Values<float>()[0], graph["c3"].Constant!.Values<float>()[0]);
    }

    /// <summary>The variance is the unbiased one.</summary>
    private static (double Mean, double Variance) Moments(Tensor batch)
    {
        var values = batch.Values<float>().ToArray();
        var mean = values.Average(value => (double)value);
        return (mean, values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }
}

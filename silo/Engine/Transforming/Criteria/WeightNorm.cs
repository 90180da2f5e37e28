namespace AutoCompress.Engine.Transforming.Criteria;

/// <summary>The norm of the weights that produce a channel (Li et al. 2017, "Pruning filters for efficient convnets").</summary>
internal static class WeightNorm
{
    public static IEnumerable<double[]> L1(GroupTensors tensors) => Score(tensors, Math.Abs, sum => sum);

    public static IEnumerable<double[]> L2(GroupTensors tensors) => Score(tensors, w => w * w, Math.Sqrt);

    private static IEnumerable<double[]> Score(GroupTensors tensors, Func<double, double> element, Func<double, double> finish)
    {
        foreach (var (constant, axis) in tensors.Producers)
        {
            var weights = TensorNumbers.Of(constant.Constant!);
            var norms = GroupTensors.ByIndex(constant.Constant!.Shape, axis.Axis, i => element(weights[i]));
            yield return tensors.ByUnit(axis, i => finish(norms[i]));
        }
    }
}

namespace AutoCompress.Engine.Transforming.Criteria;

/// <summary>The magnitude of BatchNorm's scale (Liu et al. 2017, "Network slimming"). Groups without a BatchNorm are ranked by L1.</summary>
internal static class BatchNormScale
{
    public static IEnumerable<double[]> Score(GroupTensors tensors)
    {
        var norms = tensors.BatchNorms.ToList();
        return norms.Count == 0 ? WeightNorm.L1(tensors) : norms.Select(norm =>
        {
            var scale = TensorNumbers.Of(norm.Scale.Constant!);
            return tensors.ByUnit(norm.Axis, i => Math.Abs(scale[i]));
        });
    }
}

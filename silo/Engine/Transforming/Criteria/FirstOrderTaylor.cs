using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Criteria;

/// <summary>
/// How much the loss moves, to first order, when a channel is scaled to zero: |Σ parameter · gradient| (Molchanov et al. 2019,
/// "Importance estimation for neural network pruning"). Where BatchNorms follow the channels, their scale and shift are that
/// gate; the sum over the weights before them vanishes, since BatchNorm ignores the weights' length.
/// </summary>
internal static class FirstOrderTaylor
{
    public static IEnumerable<double[]> Score(GroupTensors tensors, IReadOnlyDictionary<string, Tensor> gradients)
    {
        var norms = tensors.BatchNorms.ToList();
        return norms.Count == 0
            ? tensors.Producers.Select(producer =>
            {
                var terms = Terms(producer.Constant, gradients, tensors.Group);
                var sums = GroupTensors.ByIndex(producer.Constant.Constant!.Shape, producer.Axis.Axis, i => terms[i]);
                return tensors.ByUnit(producer.Axis, i => Math.Abs(sums[i]));
            })
            : norms.Select(norm =>
            {
                var (scale, shift) = (Terms(norm.Scale, gradients, tensors.Group), Terms(norm.Shift, gradients, tensors.Group));
                return tensors.ByUnit(norm.Axis, i => Math.Abs(scale[i] + shift[i]));
            });
    }

    private static double[] Terms(GraphValue constant, IReadOnlyDictionary<string, Tensor> gradients, ChannelGroup group)
    {
        var values = TensorNumbers.Of(constant.Constant!);
        if (!gradients.TryGetValue(constant.Name, out var gradient) || gradient.Count != values.Length)
        {
            throw new ArgumentException($"Taylor needs the gradient of '{constant.Name}' for group '{group.Name}'.", nameof(gradients));
        }

        return [.. values.Zip(TensorNumbers.Of(gradient), (v, g) => v * g)];
    }
}

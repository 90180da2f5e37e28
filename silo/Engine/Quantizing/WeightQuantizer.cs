using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Quantizing;

/// <summary>Symmetric int8 weights, one scale for each output channel.</summary>
internal static class WeightQuantizer
{
    /// <summary>The largest |code| of a bias: far below 2³¹, so that the sum of products still fits beside it.</summary>
    private const double BiasReach = 1 << 28;

    /// <summary>The scales that map each channel's largest weight to ±127. A channel whose bias would not fit into int32 at
    /// <paramref name="inputScale"/> · scale (dead weights with a living bias) gets a larger one.</summary>
    /// <param name="bias">One a channel, or null.</param>
    public static float[] Scales(Tensor weight, int axis, Tensor? bias, float inputScale)
    {
        var layout = ChannelLayout.Of(weight, axis);
        var reach = new float[layout.Channels];
        var values = weight.Values<float>();
        for (var i = 0; i < values.Length; i++)
        {
            ref var largest = ref reach[layout.ChannelOf(i)];
            largest = Math.Max(largest, Math.Abs(values[i]));
        }

        for (var c = 0; c < reach.Length; c++)
        {
            reach[c] = Math.Max(QuantizationParameters.Symmetric(new(0, reach[c])).Scale, LeastScale(BiasOf(bias, c), inputScale));
        }

        return reach;
    }

    /// <summary>The smallest weight scale at which <paramref name="bias"/> fits into int32.</summary>
    public static float LeastScale(float bias, float inputScale) => (float)(Math.Abs((double)bias) / BiasReach / inputScale);

    /// <summary>Codes of <paramref name="tensor"/>, one quantizer for each channel.</summary>
    /// <param name="type"><see cref="ElementType.Int8"/> or <see cref="ElementType.UInt8"/>.</param>
    public static Tensor Codes(Tensor tensor, int? axis, ReadOnlySpan<float> scales, ReadOnlySpan<int> zeroPoints, ElementType type)
    {
        var layout = ChannelLayout.Of(tensor, axis);
        var values = tensor.Values<float>();
        var codes = new byte[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var c = layout.ChannelOf(i);
            codes[i] = unchecked((byte)new QuantizationParameters(scales[c], zeroPoints[c], type).Quantize(values[i]));
        }

        return new(type, tensor.Shape, codes);
    }

    private static float BiasOf(Tensor? bias, int channel) =>
        bias is null ? 0 : bias.Values<float>()[bias.Count == 1 ? 0 : channel];
}

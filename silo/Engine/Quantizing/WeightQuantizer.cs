using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Quantizing;

/// <summary>Symmetric int8 weights, one scale for each output channel.</summary>
internal static class WeightQuantizer
{
    /// <summary>The largest |code| of a bias: far below 2³¹, so that the sum of products still fits beside it.</summary>
    private const double BiasReach = 1 << 28;

    /// <summary>The scales that map each channel's largest weight to ±<paramref name="largestCode"/>. A channel whose bias would not fit into int32 at
    /// <paramref name="inputScale"/> · scale (dead weights with a living bias) gets a larger one.</summary>
    /// <param name="bias">One a channel, or null.</param>
    /// <param name="largestCode">See <see cref="WeightBits.LargestCode"/>.</param>
    public static float[] Scales(Tensor weight, int axis, Tensor? bias, float inputScale, int largestCode)
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
            reach[c] = Math.Max(QuantizationParameters.Symmetric(new(0, reach[c]), largestCode).Scale, LeastScale(BiasOf(bias, c), inputScale));
        }

        return reach;
    }

    /// <summary>The smallest weight scale at which <paramref name="bias"/> fits into int32.</summary>
    public static float LeastScale(float bias, float inputScale) => (float)(Math.Abs((double)bias) / BiasReach / inputScale);

    /// <summary>Codes of <paramref name="tensor"/>, one quantizer for each channel.</summary>
    /// <param name="type"><see cref="ElementType.Int8"/> or <see cref="ElementType.UInt8"/>.</param>
    /// <param name="largestCode">Codes of <see cref="ElementType.Int8"/> are clipped to −<paramref name="largestCode"/> − 1 and <paramref name="largestCode"/>.</param>
    public static Tensor Codes(
        Tensor tensor, int? axis, ReadOnlySpan<float> scales, ReadOnlySpan<int> zeroPoints, ElementType type, int largestCode)
    {
        var layout = ChannelLayout.Of(tensor, axis);
        var values = tensor.Values<float>();
        var codes = new byte[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var c = layout.ChannelOf(i);
            var code = new QuantizationParameters(scales[c], zeroPoints[c], type).Quantize(values[i]);
            codes[i] = unchecked((byte)(type == ElementType.Int8 ? Math.Clamp(code, -largestCode - 1, largestCode) : code));
        }

        return new(type, tensor.Shape, codes);
    }

    private static float BiasOf(Tensor? bias, int channel) =>
        bias is null ? 0 : bias.Values<float>()[bias.Count == 1 ? 0 : channel];
}

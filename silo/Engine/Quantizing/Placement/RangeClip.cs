using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Quantizing.Placement;

/// <summary>Relu, and Clip with constant borders: operators that a quantizer's saturation can do instead.</summary>
internal static class RangeClip
{
    public static bool Is(GraphNode node) => node.Is("Relu")
        || (node.Is("Clip") && node.Inputs.Skip(1).All(input => input is null or { Constant: { Type: ElementType.Float, Count: 1 } }));

    /// <summary>Whether every value outside the clip's borders gets the code of the border anyway.</summary>
    public static bool IsDoneBy(GraphNode clip, QuantizationParameters quantizer)
    {
        var low = clip.Is("Relu") ? 0 : Border(clip, 1, float.NegativeInfinity);
        var high = clip.Is("Relu") ? float.PositiveInfinity : Border(clip, 2, float.PositiveInfinity);
        return quantizer.Quantize(low) == quantizer.LowestCode && quantizer.Quantize(high) == quantizer.HighestCode;
    }

    private static float Border(GraphNode clip, int slot, float otherwise) => clip.Input(slot) is { } border ? border.Constant!.Values<float>()[0] : otherwise;
}

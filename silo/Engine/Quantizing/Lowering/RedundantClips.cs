using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Quantizing.Placement;

namespace AutoCompress.Engine.Quantizing.Lowering;

/// <summary>Removes each Relu and Clip whose only reader is a QuantizeLinear that saturates at the same borders.</summary>
internal static class RedundantClips
{
    public static void Remove(ModelGraph graph)
    {
        foreach (var clip in graph.Nodes.Where(RangeClip.Is).ToList())
        {
            if (clip.Output is { IsOutput: false, Uses: [{ Slot: 0, Node: var quantize }] } && quantize.Is("QuantizeLinear")
                && quantize.Inputs[1] is { Constant: { Type: ElementType.Float, Count: 1 } }
                && RangeClip.IsDoneBy(clip, QdqPair.Parameters(quantize)))
            {
                ModelGraph.SetInput(quantize, 0, clip.Inputs[0]);
                graph.Remove(clip);
            }
        }
    }
}

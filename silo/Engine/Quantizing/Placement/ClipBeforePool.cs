using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Passes;

namespace AutoCompress.Engine.Quantizing.Placement;

/// <summary>Swaps MaxPool and the Relu or Clip behind it, which changes no value: a quantizer takes over a Relu only right behind the product.</summary>
internal sealed class ClipBeforePool : GraphPass
{
    protected override bool Rewrite(ModelGraph graph)
    {
        var changed = false;
        foreach (var pool in graph.Nodes.Where(node => node.Is("MaxPool") && node.Outputs.Count == 1).ToList())
        {
            if (pool.Output is { IsOutput: false, Uses: [{ Slot: 0, Node: var clip }] } && RangeClip.Is(clip)
                && pool.Inputs[0] is { IsInput: false, IsOutput: false, Uses.Count: 1 } source
                && clip.Output is { IsOutput: false } result && result.Uses.All(use => use.Slot >= 0))
            {
                // source → pool → clip becomes source → clip → pool: readers of the clip read the pool.
                graph.ReplaceUses(result, pool.Output);
                ModelGraph.SetInput(clip, 0, source);
                ModelGraph.SetInput(pool, 0, result);
                result.Shape = source.Shape;
                changed = true;
            }
        }

        return changed;
    }
}

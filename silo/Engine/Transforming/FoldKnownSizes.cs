using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Passes;

namespace AutoCompress.Engine.Transforming;

/// <summary>
/// Writes down sizes that the model asks for at run time although they are known: a Shape, or a Gather or Slice of one, whose sizes do
/// not depend on the inputs. What is computed from them then folds to constants that a cut can rewrite. Needs shapes; does
/// nothing when an input has a free size beside the batch, since its shapes may hold for one sample only.
/// </summary>
public sealed class FoldKnownSizes : GraphPass
{
    protected override bool Rewrite(ModelGraph graph)
    {
        if (graph.Inputs.Any(input => input.Shape is not { } shape || shape.Skip(1).Any(dim => dim.Size is null)))
        {
            return false;
        }

        var changed = false;
        foreach (var shape in graph.Nodes.Where(node => node.Is("Shape")).ToList())
        {
            if (Sizes(shape) is { } sizes)
            {
                changed |= Write(graph, shape.Output, sizes, sizes.Length);
                foreach (var reader in shape.Output.Uses.Where(use => use.Slot == 0).Select(use => use.Node).ToList())
                {
                    changed |= TryWrite(graph, reader, sizes);
                }
            }
        }

        return changed;
    }

    /// <summary>What the node answers; null where a size is not known, and as a whole when the rank is not.</summary>
    private static long?[]? Sizes(GraphNode shape)
    {
        if (shape.Inputs[0]!.Shape is not { } dims)
        {
            return null;
        }

        var start = Clamp(shape.Int("start", 0), dims.Length);
        var end = Clamp(shape.Int("end", dims.Length), dims.Length);
        return [.. dims.Skip(start).Take(Math.Max(0, end - start)).Select(dim => dim.Size)];
    }

    private static bool TryWrite(ModelGraph graph, GraphNode reader, long?[] sizes)
    {
        if (reader.Is("Gather") && Axes.Constant(reader.Input(1)) is { } indices)
        {
            return reader.Inputs[1]!.Constant!.Rank <= 1 && Array.TrueForAll(indices, index => index >= -sizes.Length && index < sizes.Length)
                && Write(graph, reader.Output, [.. indices.Select(index => sizes[Axes.Positive(index, sizes.Length)])],
                    reader.Inputs[1]!.Constant!.Rank == 0 ? null : indices.Length);
        }

        return reader.Is("Slice") && SliceRange.Of(reader, 0, 1, sizes.Length) is { } range
            && range.Indices() is var taken && Write(graph, reader.Output, [.. taken.Select(index => sizes[index])], taken.Length);
    }

    /// <param name="length">The length of the list, or null for a scalar.</param>
    private static bool Write(ModelGraph graph, GraphValue value, long?[] sizes, int? length)
    {
        if (sizes.Any(size => size is null) || value.IsOutput || value.Uses.Count == 0 || value.Uses.Any(use => use.Slot < 0))
        {
            return false;
        }

        var numbers = Array.ConvertAll(sizes, size => size!.Value);
        graph.ReplaceUses(value, graph.AddConstant(value.Name + "_known", length is { } count ? Tensor.Of(numbers, count) : Tensor.Of(numbers)));
        return true;
    }

    private static int Clamp(long axis, int rank) => (int)Math.Clamp(axis < 0 ? axis + rank : axis, 0, rank);
}

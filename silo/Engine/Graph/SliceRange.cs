namespace AutoCompress.Engine.Graph;

/// <summary>What a Slice takes of one axis.</summary>
/// <param name="Entry">Index into starts and ends, or −1 when the axis is taken whole.</param>
/// <param name="Axes">How many axes the node slices.</param>
internal sealed record SliceRange(int Entry, int Axes, int Start, int End, int Step)
{
    /// <summary>Null when starts, ends, axes or steps are computed at run time.</summary>
    public static SliceRange? Of(GraphNode node, int axis, int rank, int size)
    {
        if (Graph.Axes.Constant(node.Input(1)) is not { } starts || Graph.Axes.Constant(node.Input(2)) is not { } ends)
        {
            return null;
        }

        var axes = node.Input(3) is { } a ? Graph.Axes.Constant(a) : Graph.Axes.All(starts.Length);
        var steps = node.Input(4) is { } s ? Graph.Axes.Constant(s) : [.. starts.Select(_ => 1L)];
        if (axes is null || steps is null)
        {
            return null;
        }

        var entry = Graph.Axes.IndexOf(axes, axis, rank);
        if (entry < 0)
        {
            return new(-1, axes.Length, 0, size, 1);
        }

        var step = (int)Math.Clamp(steps[entry], -int.MaxValue, int.MaxValue);
        var (low, high) = step > 0 ? (0, size) : (-1, size - 1);
        return new(entry, axes.Length, Clamp(starts[entry], size, low, high), Clamp(ends[entry], size, low, high), step);
    }

    public int[] Indices()
    {
        var indices = new List<int>();
        for (long i = Start; Step > 0 ? i < End : i > End; i += Step)
        {
            indices.Add((int)i);
        }

        return [.. indices];
    }

    private static int Clamp(long index, int size, int low, int high) => (int)Math.Clamp(index < 0 ? Math.Max(index, -long.MaxValue / 2) + size : index, low, high);
}

namespace AutoCompress.Engine.Graph;

/// <summary>Axes and other integers that nodes read from attributes and constants.</summary>
internal static class Axes
{
    public static int Positive(long axis, int rank) => (int)(axis < 0 ? axis + rank : axis);

    /// <summary>The integers of a constant, or null when the value is computed.</summary>
    public static long[]? Constant(GraphValue? value) => value?.Constant switch
    {
        { Type: ElementType.Int64 } tensor => tensor.Values<long>().ToArray(),
        { Type: ElementType.Int32 } tensor => [.. tensor.Values<int>().ToArray().Select(v => (long)v)],
        _ => null,
    };

    /// <summary>An integer list that older opsets keep in an attribute and newer ones in an input. Null when it is computed.</summary>
    /// <param name="otherwise">What an absent list means.</param>
    public static long[]? List(GraphNode node, string attribute, int slot, long[] otherwise) =>
        node.Ints(attribute) is { IsDefault: false } values ? [.. values]
        : node.Input(slot) is { } value ? Constant(value)
        : otherwise;

    /// <summary>Which of <paramref name="axes"/> is axis <paramref name="axis"/>, or −1.</summary>
    public static int IndexOf(IReadOnlyList<long> axes, int axis, int rank)
    {
        for (var i = 0; i < axes.Count; i++)
        {
            if (Positive(axes[i], rank) == axis)
            {
                return i;
            }
        }

        return -1;
    }

    public static long[] All(int rank) => [.. Enumerable.Range(0, rank).Select(axis => (long)axis)];
}

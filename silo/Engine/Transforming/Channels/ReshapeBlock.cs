using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>The consecutive axes of a reshape's input and output that hold the same elements and contain the channels.</summary>
/// <param name="FirstIn">First input axis of the block.</param>
/// <param name="In">Input sizes of the block.</param>
/// <param name="FirstOut">First output axis of the block.</param>
/// <param name="Out">Output sizes of the block.</param>
internal sealed record ReshapeBlock(int FirstIn, long[] In, int FirstOut, long[] Out)
{
    /// <summary>Stands for the one size that is not known, in products that are only compared.</summary>
    private const long Unknown = 1_000_000_007;

    /// <summary>The block around input axis <paramref name="axis"/>; null when unknown sizes hide it.</summary>
    public static ReshapeBlock? Find(GraphNode node, int axis)
    {
        if (Sizes(node.Inputs[0]!) is not { } from || OutSizes(node, from) is not { } to || !SameCount(from, to))
        {
            return null;
        }

        for (int i = 0, j = 0; i < from.Length && j < to.Length;)
        {
            var (firstIn, firstOut, left, right) = (i, j, from[i++], to[j++]);
            while (left != right && (i < from.Length || j < to.Length))
            {
                if (left < right && i < from.Length)
                {
                    left *= from[i++];
                }
                else if (j < to.Length)
                {
                    right *= to[j++];
                }
                else
                {
                    return null;
                }
            }

            if (left != right)
            {
                return null;
            }

            // What is left over at the end are ones.
            var (endIn, endOut) = (j == to.Length ? from.Length : i, i == from.Length ? to.Length : j);
            if (axis >= firstIn && axis < endIn)
            {
                return from.AsSpan(firstIn..endIn).Contains(Unknown) ? null : new(firstIn, from[firstIn..endIn], firstOut, to[firstOut..endOut]);
            }
        }

        return null;
    }

    /// <summary>The label of each element of the block, in order.</summary>
    public int[] Spread(ChannelLabels labels)
    {
        var inner = In.Skip(labels.Axis - FirstIn + 1).Aggregate(1L, (a, b) => a * b);
        var all = new int[In.Aggregate(1L, (a, b) => a * b)];
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = labels.Labels[i / inner % labels.Labels.Length];
        }

        return all;
    }

    /// <summary>The output axis (counted inside the block) that the labels vary along; the widest where they vary along several.</summary>
    public int LiveAxis(int[] labels, LabelUnion union)
    {
        var live = Enumerable.Range(0, Out.Length).Where(axis => Varies(labels, axis, union)).ToList();
        return (live.Count > 0 ? live : [.. Enumerable.Range(0, Out.Length)]).MaxBy(axis => Out[axis]);
    }

    /// <summary>The labels along output axis <paramref name="axis"/>, those across it united.</summary>
    public int[] Gather(GraphNode node, ChannelFlow flow, int[] labels, int axis)
    {
        var inner = Inner(axis);
        var gathered = new int[Out[axis]];
        for (var i = 0; i < gathered.Length; i++)
        {
            gathered[i] = labels[i * inner];
        }

        for (var i = 0; i < labels.Length; i++)
        {
            var place = i / inner % Out[axis];
            if (labels[i] != gathered[place])
            {
                flow.Unite(node, [gathered[place]], [labels[i]]);
            }
        }

        return gathered;
    }

    private bool Varies(int[] labels, int axis, LabelUnion union)
    {
        var (inner, size) = (Inner(axis), Out[axis]);
        for (var i = 0; i < labels.Length; i++)
        {
            var first = i - i / inner % size * inner;
            if (labels[i] != labels[first] && union.Find(labels[i]) != union.Find(labels[first]))
            {
                return true;
            }
        }

        return false;
    }

    private long Inner(int axis) => Out.Skip(axis + 1).Aggregate(1L, (a, b) => a * b);

    private static long[]? Sizes(GraphValue value) =>
        value.Shape is { } shape && shape.Count(dim => dim.Size is null) <= 1 ? [.. shape.Select(dim => dim.Size ?? Unknown)] : null;

    private static long[]? OutSizes(GraphNode node, long[] from)
    {
        if (node.OpType != "Flatten")
        {
            return Sizes(node.Outputs[0]!);
        }

        var axis = Axes.Positive(node.Int("axis", 1), from.Length);
        return [from[..axis].Aggregate(1L, (a, b) => a * b), from[axis..].Aggregate(1L, (a, b) => a * b)];
    }

    private static bool SameCount(long[] from, long[] to) =>
        from.Concat(to).All(size => size > 0) && from.Aggregate(1m, (a, b) => a * b) == to.Aggregate(1m, (a, b) => a * b);
}

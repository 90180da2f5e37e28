using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>The consecutive axes of a reshape's input and output that hold the same elements and contain the channels.</summary>
/// <param name="FirstIn">First input axis of the block.</param>
/// <param name="In">Input sizes of the block.</param>
/// <param name="FirstOut">First output axis of the block.</param>
/// <param name="Out">Output sizes of the block.</param>
/// <param name="Free">The factor that stands for a size which is not known before run time (the batch, merged with the heads), or 1.</param>
internal sealed record ReshapeBlock(int FirstIn, Int128[] In, int FirstOut, Int128[] Out, Int128 Free)
{
    /// <summary>Each free size is a prime of its own, so that products are equal only when their sizes are.</summary>
    private static readonly Int128[] Primes = [1_000_000_007, 1_000_000_009, 1_000_000_021, 1_000_000_033];

    /// <summary>Elements of a block, beyond which its labels are not followed one by one: sizes are declared for nothing, labels take memory.</summary>
    private const int MostElements = 1 << 24;

    /// <summary>The sizes that a free factor is tried with: what holds for all of them holds for every batch.</summary>
    private static readonly long[] Trials = [1, 2, 3];

    /// <summary>The block around input axis <paramref name="axis"/>; null when unknown sizes hide it.</summary>
    public static ReshapeBlock? Find(GraphNode node, int axis)
    {
        var symbols = new List<string>();
        if (Sizes(node.Inputs[0]!, symbols) is not { } from || OutSizes(node, from, symbols) is not { } to || !SameCount(from, to))
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
                var free = Primes.Where(prime => left % prime == 0).ToList();
                return left / (free.Count == 1 ? free[0] : 1) > MostElements || free.Count > 1 || (free.Count == 1 && left % (free[0] * free[0]) == 0) ? null
                    : new(firstIn, from[firstIn..endIn], firstOut, to[firstOut..endOut], free.Count == 1 ? free[0] : 1);
            }
        }

        return null;
    }

    /// <summary>The output axes of a known size that the labels vary along, counted inside the block, with how many labels there are along each.</summary>
    public IReadOnlyList<(int Axis, int Labels)> LiveAxes(ChannelLabels labels, LabelUnion union)
    {
        var (all, sizes) = (Spread(labels, 1), Known(Out, 1));
        var axes = Enumerable.Range(0, Out.Length).Where(axis => !IsFree(axis)).ToList();
        var live = axes.Where(axis => Varies(all, sizes, axis, union)).ToList();
        return [.. (live.Count > 0 ? live : axes).Select(axis => (axis, Distinct(all, sizes, axis, union)))];
    }

    /// <summary>The output axis that merges known indices, along which the labels vary, with the free size before them; null when there is none.</summary>
    public int? MergedAxis(ChannelLabels labels, LabelUnion union)
    {
        if (Free == 1)
        {
            return null;
        }

        var (all, sizes) = (Spread(labels, 1), Known(Out, 1));
        return Enumerable.Range(0, Out.Length).Where(axis => IsFree(axis) && Varies(all, sizes, axis, union)).Select(axis => (int?)axis).FirstOrDefault();
    }

    /// <summary>The labels along output axis <paramref name="axis"/>, those across it united; along a merged axis those of one repetition.</summary>
    public int[] Gather(GraphNode node, ChannelFlow flow, ChannelLabels labels, int axis)
    {
        var gathered = new int[(int)(IsFree(axis) ? Out[axis] / Free : Out[axis])];
        foreach (var trial in Free == 1 ? Trials[..1] : Trials)
        {
            var (all, inner) = (Spread(labels, trial), Inner(Known(Out, trial), axis));
            if (trial == 1)
            {
                for (var i = 0; i < gathered.Length; i++)
                {
                    gathered[i] = all[i * inner];
                }
            }

            for (var i = 0; i < all.Length; i++)
            {
                var place = i / inner % gathered.Length;
                if (all[i] != gathered[place] && flow.Union.Find(all[i]) != flow.Union.Find(gathered[place]))
                {
                    flow.Unite(node, [gathered[place]], [all[i]]);
                }
            }
        }

        return gathered;
    }

    private bool IsFree(int axis) => Free != 1 && Out[axis] % Free == 0;

    /// <summary>The label of each element of the block, in order, with the free size at <paramref name="trial"/>.</summary>
    private int[] Spread(ChannelLabels labels, long trial)
    {
        var sizes = Known(In, trial);
        var inner = Inner(sizes, labels.Axis - FirstIn);
        var all = new int[sizes.Aggregate(1L, (a, b) => a * b)];
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = labels.Labels[i / inner % labels.Labels.Length];
        }

        return all;
    }

    private long[] Known(Int128[] sizes, long trial) => [.. sizes.Select(size => (long)(Free != 1 && size % Free == 0 ? size / Free * trial : size))];

    private static bool Varies(int[] labels, long[] sizes, int axis, LabelUnion union)
    {
        var (inner, size) = (Inner(sizes, axis), sizes[axis]);
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

    private static int Distinct(int[] labels, long[] sizes, int axis, LabelUnion union)
    {
        var inner = Inner(sizes, axis);
        return Enumerable.Range(0, (int)sizes[axis]).Select(i => union.Find(labels[i * inner])).Distinct().Count();
    }

    private static long Inner(long[] sizes, int axis) => sizes.Skip(axis + 1).Aggregate(1L, (a, b) => a * b);

    private static Int128[]? Sizes(GraphValue value, List<string> symbols)
    {
        if (value.Shape is not { } shape || shape.Count(dim => dim == Dim.Unknown) > 1)
        {
            return null;
        }

        Int128[] sizes = [.. shape.Select(dim => dim.Size ?? FreeSize(dim, symbols))];
        return sizes.Contains(0) && !shape.Any(dim => dim.Size == 0) ? null : sizes;
    }

    /// <summary>The prime of a free size, times its factor ("2*batch"); 0 when there are too many.</summary>
    private static Int128 FreeSize(Dim dim, List<string> symbols)
    {
        var (factor, symbol) = dim.Factors();
        if (!symbols.Contains(symbol))
        {
            symbols.Add(symbol);
        }

        var index = symbols.IndexOf(symbol);
        return index < Primes.Length ? factor * Primes[index] : 0;
    }

    private static Int128[]? OutSizes(GraphNode node, Int128[] from, List<string> symbols)
    {
        if (node.OpType != "Flatten")
        {
            var known = symbols.Count;
            return Sizes(node.Outputs[0]!, symbols) is { } to ? Solve(from, to, known) : null;
        }

        var axis = Axes.Positive(node.Int("axis", 1), from.Length);
        return [Product(from[..axis]), Product(from[axis..])];
    }

    /// <summary>A single free size of the output that the input does not have is what the others leave.</summary>
    private static Int128[] Solve(Int128[] from, Int128[] to, int known)
    {
        int[] unsolved = [.. Enumerable.Range(0, to.Length).Where(axis => Primes[Math.Min(known, Primes.Length)..].Any(prime => to[axis] % prime == 0))];
        if (unsolved.Length == 1)
        {
            to[unsolved[0]] = 1;
            var (all, others) = (Product(from), Product(to));
            to[unsolved[0]] = others > 0 && all % others == 0 ? all / others : 0;
        }

        return to;
    }

    private static Int128 Product(IEnumerable<Int128> sizes) => sizes.Aggregate((Int128)1, (a, b) => a * b);

    private static bool SameCount(Int128[] from, Int128[] to) =>
        from.Concat(to).All(size => size > 0) && Product(from) == Product(to);
}

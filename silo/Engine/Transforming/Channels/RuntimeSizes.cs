using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>
/// What is known of a list of sizes that is computed at run time: followed element by element through Shape and the integer arithmetic that
/// exporters write around it.
/// </summary>
internal static class RuntimeSizes
{
    private const int Furthest = 16;
    private const int LongestList = 16;

    /// <summary>One element each, or null when not even their number is known.</summary>
    public static SizeElement[]? Of(GraphValue? value, int steps = Furthest)
    {
        if (value is null || steps == 0)
        {
            return null;
        }

        if (Axes.Constant(value) is { } numbers)
        {
            return numbers.Length <= LongestList ? Array.ConvertAll(numbers, number => new SizeElement(number)) : null;
        }

        if (value.Producer is not { Domain.Length: 0 } node)
        {
            return null;
        }

        SizeElement[]? Read(int slot) => Of(node.Input(slot), steps - 1);
        return node.OpType switch
        {
            "Shape" => OfShape(node),
            "Cast" or "Identity" or "Squeeze" or "Unsqueeze" => Read(0),
            "Reshape" => value.Shape?.Length == 1 ? Read(0) : null,
            "Gather" => Axes.Constant(node.Input(1)) is { } indices && Read(0) is { } from
                ? Array.ConvertAll(indices, index => from[Axes.Positive(index, from.Length)]) : null,
            "Slice" => Read(0) is { } whole && SliceRange.Of(node, 0, 1, whole.Length) is { } range
                ? Array.ConvertAll(range.Indices(), index => whole[index]) : null,
            "Concat" => node.Inputs.Select((_, slot) => Read(slot)).ToList() is var parts && parts.TrueForAll(part => part is not null)
                ? [.. parts.SelectMany(part => part!)] : null,
            "Where" => Choose(node, Read(1), Read(2), steps),
            _ => null,
        };
    }

    /// <summary>Channels whose number is asked for where it must not change: all of the list's sources but the entry that follows its own channels.</summary>
    public static void PinSources(GraphNode node, int slot, ChannelFlow flow, int followed = -1)
    {
        var sizes = Of(node.Input(slot)) ?? [];
        for (var i = 0; i < sizes.Length; i++)
        {
            if (i != followed && flow.Of(sizes[i].Source) is { } source && source.Axis == sizes[i].Axis)
            {
                flow.Pin(node, source.Labels, "their number is a size of something else here");
            }
        }
    }

    private static SizeElement[]? OfShape(GraphNode node)
    {
        if (node.Inputs[0]!.Shape is not { } shape)
        {
            return null;
        }

        var start = Axes.Positive(node.Int("start", 0), shape.Length);
        var end = Math.Min(Axes.Positive(node.Int("end", shape.Length), shape.Length), shape.Length);
        return [.. Enumerable.Range(start, Math.Max(0, end - start)).Select(axis => new SizeElement(shape[axis].Size, node.Inputs[0], axis))];
    }

    /// <summary>Exporters write "−1 keeps the size" of Expand as Where(sizes == −1, 1, sizes).</summary>
    private static SizeElement[]? Choose(GraphNode where, SizeElement[]? yes, SizeElement[]? no, int steps)
    {
        if (yes is null || no is null || yes.Length != no.Length || where.Inputs[0]!.Producer is not { OpType: "Equal" } equal
            || Of(equal.Input(0), steps - 1) is not { } left || Of(equal.Input(1), steps - 1) is not { } right
            || left.Length != yes.Length || right.Length != yes.Length)
        {
            return null;
        }

        return [.. yes.Select((element, i) => Equal(left[i], right[i]) switch { true => element, false => no[i], _ => default })];
    }

    /// <summary>Null when it is not known. A size is never negative.</summary>
    private static bool? Equal(SizeElement a, SizeElement b) => a.Value is { } x && b.Value is { } y ? x == y
        : (a.Source is not null && b.Value < 0) || (b.Source is not null && a.Value < 0) ? false
        : null;
}

namespace AutoCompress.Engine.Graph.Shapes;

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
                && Array.TrueForAll(indices, index => index >= -from.Length && index < from.Length)
                ? Array.ConvertAll(indices, index => from[Axes.Positive(index, from.Length)]) : null,
            "Slice" => Read(0) is { } whole && SliceRange.Of(node, 0, 1, whole.Length) is { } range
                ? Array.ConvertAll(range.Indices(), index => whole[index]) : null,
            "Concat" => node.Inputs.Select((_, slot) => Read(slot)).ToList() is var parts && parts.TrueForAll(part => part is not null)
                ? [.. parts.SelectMany(part => part!)] : null,
            "Where" => Choose(node, Read(1), Read(2), steps),
            "Mul" or "Add" or "Sub" or "Div" => Compute(node.OpType, Read(0), Read(1)),
            _ => null,
        };
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

        return [.. yes.Select((element, i) => Equal(left[i], right[i]) switch { true => element, false => no[i], _ => new(null, IsComputed: true) })];
    }

    /// <summary>Null when it is not known. A size is never negative.</summary>
    private static bool? Equal(SizeElement a, SizeElement b) => a.Value is { } x && b.Value is { } y ? x == y
        : (a.Source is not null && b.Value < 0) || (b.Source is not null && a.Value < 0) ? false
        : null;

    private static SizeElement[]? Compute(string operation, SizeElement[]? left, SizeElement[]? right)
    {
        if (left is null || right is null || (left.Length != right.Length && left.Length != 1 && right.Length != 1))
        {
            return null;
        }

        return
        [
            .. Enumerable.Range(0, Math.Max(left.Length, right.Length)).Select(i =>
            {
                var (a, b) = (left[left.Length == 1 ? 0 : i], right[right.Length == 1 ? 0 : i]);
                var constant = a is { Source: null, IsComputed: false } && b is { Source: null, IsComputed: false };
                return new SizeElement(a.Value is { } x && b.Value is { } y ? Compute(operation, x, y) : null, IsComputed: !constant);
            }),
        ];
    }

    private static long? Compute(string operation, long a, long b) => operation switch
    {
        "Mul" => a * b,
        "Add" => a + b,
        "Sub" => a - b,
        _ => b == 0 ? null : a / b,
    };
}

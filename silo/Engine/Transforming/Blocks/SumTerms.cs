using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Blocks;

/// <summary>Sums of several terms, however their Adds are nested: x + (f + g) and (x + f) + g are one sum of three.</summary>
internal static class SumTerms
{
    /// <summary>Whether the node is the last Add of a sum of activations.</summary>
    public static bool IsRoot(GraphNode node) => IsSum(node) && !IsPart(node);

    /// <summary>The terms below <paramref name="root"/>, each with the Add that reads it.</summary>
    public static List<(GraphValue Value, GraphNode Add)> Of(GraphNode root)
    {
        var terms = new List<(GraphValue, GraphNode)>();
        foreach (var value in root.Inputs)
        {
            if (value!.Producer is { } inner && IsSum(inner) && IsPart(inner))
            {
                terms.AddRange(Of(inner));
            }
            else
            {
                terms.Add((value, root));
            }
        }

        return terms;
    }

    /// <summary>Whether two values are known to have the same shape, and so the same number of elements.</summary>
    public static bool SameShape(GraphValue a, GraphValue b) =>
        a.Shape is { } left && b.Shape is { } right && left.SequenceEqual(right) && !left.Contains(Dim.Unknown);

    /// <summary>Without a constant (a bias is no term), and of a value that no name binds.</summary>
    private static bool IsSum(GraphNode node) =>
        node.Is("Add") && node.Inputs.Count == 2 && node.Inputs.All(value => value is { IsConstant: false }) && node.Outputs is [{ IsCaptured: false }];

    /// <summary>Whether one Add alone reads the sum and makes no larger shape of it.</summary>
    private static bool IsPart(GraphNode node) => node.Output is { IsOutput: false, Uses: [{ Slot: >= 0, Node: var reader }] } sum
        && IsSum(reader) && SameShape(sum, reader.Output);
}

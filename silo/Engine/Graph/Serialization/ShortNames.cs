namespace AutoCompress.Engine.Graph.Serialization;

/// <summary>The shortest free names, the most used values first.</summary>
internal static class ShortNames
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    /// <summary>New names of all values but inputs, outputs and what subgraphs read; none equals a name that stays.</summary>
    /// <param name="isLeftOut">Values that are not written, and need no name.</param>
    public static Dictionary<GraphValue, string> Of(ModelGraph graph, Predicate<GraphValue> isLeftOut)
    {
        var taken = graph.ReservedNames.Concat(graph.Values.Where(IsFixed).Select(value => value.Name)).ToHashSet(StringComparer.Ordinal);
        using var free = All().Where(name => !taken.Contains(name)).GetEnumerator();
        var names = new Dictionary<GraphValue, string>();
        var values = ConstantOrder.Of(graph).Concat(graph.Nodes.SelectMany(node => node.Outputs).OfType<GraphValue>());
        foreach (var value in values.Where(value => !IsFixed(value) && !isLeftOut(value)).OrderByDescending(value => value.Uses.Count))
        {
            free.MoveNext();
            names.Add(value, free.Current);
        }

        return names;
    }

    private static bool IsFixed(GraphValue value) => value.IsInput || value.IsOutput || value.IsCaptured;

    private static IEnumerable<string> All()
    {
        for (var number = 0; ; number++)
        {
            var name = "";
            for (var rest = number + 1; rest > 0; rest = (rest - 1) / Letters.Length)
            {
                name = Letters[(rest - 1) % Letters.Length] + name;
            }

            yield return name;
        }
    }
}

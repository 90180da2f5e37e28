using System.Collections.Immutable;
using AutoCompress.Engine.Graph;
using AutoCompress.Spaces;

namespace AutoCompress.Engine.Transforming.Costs;

/// <summary>Writes costs as sums of products of kept channels.</summary>
internal static class CostTerms
{
    public static ImmutableArray<CostTerm> Of(ModelGraph graph, ChannelGroups groups, NodeCosts costs)
    {
        var learned = LearnedConstants.Of(graph).ToLookup(pair => pair.Node.Name, pair => pair.Value);
        return [.. costs.Nodes.SelectMany(cost => OfNode(Node(graph, cost.Node), cost, [.. learned[cost.Node]], groups))];
    }

    private static IEnumerable<CostTerm> OfNode(GraphNode node, NodeCost cost, GraphValue[] learned, ChannelGroups groups)
    {
        var sums = new SortedDictionary<(string A, string B), (double Params, double Macs)>();
        foreach (var constant in learned)
        {
            Add(sums, Products(constant, groups), 1, 0);
        }

        // Each element of the weight takes part in equally many operations.
        if (cost.Macs > 0 && MacRules.Find(node)?.Weight(node) is { Constant: { } tensor } weight)
        {
            Add(sums, Products(weight, groups), 0, (double)cost.Macs / tensor.Count);
        }
        else
        {
            Add(sums, [("", "", 1)], 0, cost.Macs);
        }

        return sums.Where(sum => sum.Value != default)
            .Select(sum => new CostTerm(node.Name, Named(sum.Key.A), Named(sum.Key.B), sum.Value.Params, sum.Value.Macs));
    }

    /// <summary>A constant's elements as a sum of coefficient × kept(A) × kept(B); a missing group is the empty name.</summary>
    private static IEnumerable<(string A, string B, double Coefficient)> Products(GraphValue constant, ChannelGroups groups)
    {
        IEnumerable<(string A, string B, double Coefficient)> products = [("", "", constant.Constant!.Count)];
        foreach (var axis in groups.AxesOf(constant.Name))
        {
            var parts = axis.Labels.GroupBy(groups.GroupOf)
                .Select(part => (Name: part.Key?.Name ?? "", Share: (double)part.Count() / axis.Labels.Length / (part.Key?.Info.Channels ?? 1))).ToList();
            products = products.SelectMany(
                product => parts, (product, part) => With(product, part.Name, product.Coefficient * part.Share)).ToList();
        }

        return products;
    }

    private static (string A, string B, double Coefficient) With((string A, string B, double Coefficient) product, string group, double coefficient) =>
        group.Length == 0 ? (product.A, product.B, coefficient)
        : product.A.Length == 0 ? (group, "", coefficient)
        : (product.A, group, coefficient);

    private static void Add(
        SortedDictionary<(string A, string B), (double Params, double Macs)> sums,
        IEnumerable<(string A, string B, double Coefficient)> products,
        double parameters,
        double macs)
    {
        foreach (var (a, b, coefficient) in products)
        {
            var key = string.CompareOrdinal(a, b) > 0 && b.Length > 0 ? (b, a) : (a, b);
            var sum = sums.GetValueOrDefault(key);
            sums[key] = (sum.Params + coefficient * parameters, sum.Macs + coefficient * macs);
        }
    }

    private static string? Named(string group) => group.Length == 0 ? null : group;

    private static GraphNode Node(ModelGraph graph, string name) =>
        graph.TryGetNode(name, out var node) ? node : throw new KeyNotFoundException($"The graph has no node '{name}'.");
}

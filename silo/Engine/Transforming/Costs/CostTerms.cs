using System.Collections.Immutable;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Transforming.Channels;
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
            Add(sums, Products(constant.Constant!.Count, groups.AxesOf(constant.Name).Select(axis => axis.Labels), groups), 1, 0);
        }

        var parts = cost.Macs > 0 && MacRules.Find(node) is { } rule ? MacProducts(node, rule, cost.Macs, groups) : [("", "", cost.Macs)];
        Add(sums, parts, 0, 1);
        return sums.Where(sum => sum.Value != default)
            .Select(sum => new CostTerm(node.Name, Named(sum.Key.A), Named(sum.Key.B), sum.Value.Params, sum.Value.Macs));
    }

    /// <summary>
    /// Operations as products of kept channels. Each element of a weight takes part equally often, for each channel that passes by the weight. A
    /// product of activations is as large as the channels that it carries or sums over.
    /// </summary>
    private static IEnumerable<(string A, string B, double Coefficient)> MacProducts(GraphNode node, IMacRule rule, long macs, ChannelGroups groups)
    {
        var weights = rule.Weights(node).Where(value => value.IsConstant).ToList();
        if (weights.Count == 0)
        {
            var carried = groups.LabelsOf(node.Outputs[0]!.Name) ?? groups.LabelsOf(node.Inputs[0]!.Name);
            return Products(macs, carried is null ? [] : [carried.Labels], groups);
        }

        var all = (double)weights.Sum(weight => weight.Constant!.Count);
        return weights.SelectMany(weight =>
        {
            var axes = groups.AxesOf(weight.Name);
            var passing = axes.Any(axis => axis.Role == AxisRole.Produces) ? null : groups.LabelsOf(node.Outputs[0]!.Name)?.Labels;
            var labels = axes.Select(axis => axis.Labels);
            return Products(macs * weight.Constant!.Count / all, passing is null ? labels : labels.Append(passing), groups);
        });
    }

    /// <summary>A number that belongs to each combination of indices of some axes, as a sum of coefficient × kept(A) × kept(B); a missing group is the empty name.</summary>
    private static IEnumerable<(string A, string B, double Coefficient)> Products(double number, IEnumerable<int[]> axes, ChannelGroups groups)
    {
        IEnumerable<(string A, string B, double Coefficient)> products = [("", "", number)];
        foreach (var labels in axes)
        {
            var parts = labels.GroupBy(groups.GroupOf)
                .Select(part => (Name: part.Key?.Name ?? "", Share: (double)part.Count() / labels.Length / (part.Key?.Info.Channels ?? 1))).ToList();
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

using System.Collections.Immutable;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Transforming.Blocks;
using AutoCompress.Engine.Transforming.Channels;
using AutoCompress.Spaces;

namespace AutoCompress.Engine.Transforming.Costs;

/// <summary>Writes costs as sums of products of kept channels.</summary>
internal static class CostTerms
{
    public static ImmutableArray<CostTerm> Of(ModelGraph graph, ChannelGroups groups, ResidualBlocks blocks, NodeCosts costs)
    {
        var learned = LearnedConstants.Of(graph).ToLookup(pair => pair.Node.Name, pair => pair.Value);
        var lifetimes = new BlockLifetimes(graph, blocks);
        return [.. costs.Nodes.SelectMany(cost => OfNode(Node(graph, cost.Node), cost, [.. learned[cost.Node]], groups, lifetimes))];
    }

    private static CostTerm[] OfNode(GraphNode node, NodeCost cost, GraphValue[] learned, ChannelGroups groups, BlockLifetimes lifetimes)
    {
        var sums = new SortedDictionary<string, CostTerm>(StringComparer.Ordinal);
        var rule = MacRules.Find(node);
        var weights = rule?.Weights(node) ?? [];
        foreach (var constant in learned)
        {
            var elements = ChannelProduct.Of(constant.Constant!.Count, groups.Layers.SelectMany(layer => Along(layer, constant)));
            Add(sums, new(node.Name, [], lifetimes.Of(constant), 1, 0, weights.Contains(constant)), elements);
        }

        if (cost.Macs > 0)
        {
            Add(sums, new(node.Name, [], lifetimes.Of(node), 0, 1, IsWeight: true), MacProducts(node, rule!, cost.Macs, groups));
        }

        return [.. sums.Values];
    }

    /// <summary>
    /// Operations as products of kept channels. Each element of a weight takes part equally often, for each channel that passes by the weight. A
    /// product of activations is as large as the channels that it carries or sums over.
    /// </summary>
    private static IEnumerable<ChannelProduct> MacProducts(GraphNode node, IMacRule rule, long macs, ChannelGroups groups)
    {
        var weights = rule.Weights(node).Where(value => value.IsConstant).ToList();
        if (weights.Count == 0)
        {
            return ChannelProduct.Of(macs, groups.Layers.SelectMany(layer => Carried(layer, node.Outputs[0]!) is { Length: > 0 } carried ? carried : Carried(layer, node.Inputs[0]!)));
        }

        var all = (double)weights.Sum(weight => weight.Constant!.Count);
        return weights.SelectMany(weight => ChannelProduct.Of(
            macs * weight.Constant!.Count / all,
            groups.Layers.SelectMany(layer => layer.AxesOf(weight.Name).Any(axis => axis.Role == AxisRole.Produces)
                ? Along(layer, weight) : [.. Along(layer, weight), .. Carried(layer, node.Outputs[0]!)])));
    }

    private static (ChannelLayer Layer, int[] Labels)[] Along(ChannelLayer layer, GraphValue constant) =>
        [.. layer.AxesOf(constant.Name).Select(axis => (layer, axis.Labels))];

    private static (ChannelLayer Layer, int[] Labels)[] Carried(ChannelLayer layer, GraphValue value) =>
        layer.LabelsOf(value.Name) is { } labels ? [(layer, labels.Labels)] : [];

    /// <param name="kind">A term without channels whose coefficients are 0 or 1.</param>
    private static void Add(SortedDictionary<string, CostTerm> sums, CostTerm kind, IEnumerable<ChannelProduct> products)
    {
        foreach (var (groups, coefficient) in products)
        {
            var key = string.Join('\n', [.. groups, $"{kind.IsWeight}", .. kind.Blocks]);
            var sum = sums.GetValueOrDefault(key) ?? kind with { Groups = groups, Params = 0, Macs = 0 };
            sums[key] = sum with { Params = sum.Params + coefficient * kind.Params, Macs = sum.Macs + coefficient * kind.Macs };
        }
    }

    private static GraphNode Node(ModelGraph graph, string name) =>
        graph.TryGetNode(name, out var node) ? node : throw new KeyNotFoundException($"The graph has no node '{name}'.");
}

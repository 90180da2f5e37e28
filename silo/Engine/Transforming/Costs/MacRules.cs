using System.Collections.Frozen;
using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Costs;

/// <summary>The registry of operators that multiply and accumulate; all others count none.</summary>
internal static class MacRules
{
    private static readonly FrozenDictionary<string, IMacRule> ByOperator = new IMacRule[] { new ConvMacs(), new MatMulMacs(), new RecurrentMacs() }
        .SelectMany(rule => rule.Operators.Select(name => (name, rule))).ToFrozenDictionary(pair => pair.name, pair => pair.rule, StringComparer.Ordinal);

    public static IMacRule? Find(GraphNode node) => node.Domain.Length == 0 ? ByOperator.GetValueOrDefault(node.OpType) : null;
}

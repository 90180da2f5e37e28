using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Costs;

/// <summary>Counts the multiply-accumulate operations of one family of operators. Add a family by naming its class in <see cref="MacRules"/>.</summary>
internal interface IMacRule
{
    /// <summary>Operators of the default domain.</summary>
    IEnumerable<string> Operators { get; }

    /// <summary>Operations for one sample: free dimensions count as 1.</summary>
    long Count(GraphNode node);

    /// <summary>
    /// The inputs whose elements take part equally often, all of them, so that cutting them cuts the operations in proportion; empty when there
    /// are none.
    /// </summary>
    IReadOnlyList<GraphValue> Weights(GraphNode node);
}

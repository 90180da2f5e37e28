using System.Collections.Immutable;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Transforming.Costs;

namespace AutoCompress.Engine.Transforming.Blocks;

/// <summary>
/// The residual blocks of a model: a term f(x) of a sum x + f(x) + … that is computed from x alone (and <see cref="Bystanders"/>), that nothing
/// else reads, and that multiplies something. Two blocks are disjoint, or one lies inside the other.
/// </summary>
public sealed class ResidualBlocks
{
    private readonly Dictionary<string, ResidualBlock> _innermost = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ResidualBlock> _byName;

    private ResidualBlocks(ImmutableArray<ResidualBlock> all)
    {
        (All, _byName) = (all, all.ToDictionary(block => block.Name, StringComparer.Ordinal));
        foreach (var block in all)
        {
            foreach (var node in block.Nodes)
            {
                _innermost[node] = block;
            }
        }
    }

    /// <summary>In graph order, a block before those inside it.</summary>
    public ImmutableArray<ResidualBlock> All { get; }

    /// <summary>The block of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message lists those there are.</exception>
    public ResidualBlock this[string name] => _byName.GetValueOrDefault(name)
        ?? throw new KeyNotFoundException($"The model has no residual block '{name}', only {string.Join(", ", All.Select(block => block.Name))}.");

    /// <summary>The innermost block that a node is a part of, or null.</summary>
    public ResidualBlock? Of(GraphNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return _innermost.GetValueOrDefault(node.Name);
    }

    /// <summary>A block and those that it lies inside of, innermost first.</summary>
    public IEnumerable<ResidualBlock> Around(ResidualBlock? block)
    {
        for (; block is not null; block = block.Inside is { } outer ? this[outer] : null)
        {
            yield return block;
        }
    }

    /// <summary>Finds the blocks of <paramref name="graph"/>, whose shapes should be known: a sum whose shape is not shown to be that of x is left alone.</summary>
    public static ResidualBlocks Find(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var bystanders = new Bystanders();
        var order = graph.Nodes.Select((node, place) => (node, place)).ToDictionary(pair => pair.node, pair => pair.place);
        var found = new List<(GraphNode Add, GraphValue Branch, ImmutableArray<GraphNode> Nodes)>();
        foreach (var terms in graph.Nodes.Where(SumTerms.IsRoot).Select(SumTerms.Of))
        {
            foreach (var (value, add) in terms)
            {
                var streams = terms.Select(term => term.Value).Where(other => other != value && SumTerms.SameShape(other, add.Output)).ToHashSet();
                if (BranchSearch.Of(graph, order, value, add, streams, bystanders) is { } nodes && nodes.Any(Multiplies))
                {
                    found.Add((add, value, nodes));
                }
            }
        }

        return new(Named(graph, [.. found.OrderBy(block => order[block.Nodes[0]]).ThenByDescending(block => block.Nodes.Length)]));
    }

    /// <summary>Names the blocks and nests them. What holds everything that multiplies is the model and no block of it.</summary>
    private static ImmutableArray<ResidualBlock> Named(ModelGraph graph, List<(GraphNode Add, GraphValue Branch, ImmutableArray<GraphNode> Nodes)> found)
    {
        var multiplying = graph.Nodes.Where(Multiplies).ToHashSet();
        while (found.Count > 0 && multiplying.IsSubsetOf(found.SelectMany(block => block.Nodes)))
        {
            found.RemoveAt(0);
        }

        var blocks = ImmutableArray.CreateBuilder<ResidualBlock>();
        var around = new Dictionary<GraphNode, string>();
        var taken = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (add, branch, nodes) in found)
        {
            var times = taken[add.Name] = taken.GetValueOrDefault(add.Name) + 1;
            var name = times == 1 ? add.Name : $"{add.Name}#{times}";
            blocks.Add(new(name, add.Name, branch.Name, [.. nodes.Select(node => node.Name)], around.GetValueOrDefault(nodes[0])));
            foreach (var node in nodes)
            {
                around[node] = name;
            }
        }

        return blocks.ToImmutable();
    }

    private static bool Multiplies(GraphNode node) => MacRules.Find(node) is not null;
}

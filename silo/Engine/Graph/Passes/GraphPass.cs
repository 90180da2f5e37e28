using AutoCompress.Trials;

namespace AutoCompress.Engine.Graph.Passes;

/// <summary>A rewriting of a graph: says what it requires, rewrites, and checks what it promised. Stateless, so one instance serves all.</summary>
public abstract class GraphPass
{
    public virtual string Name => GetType().Name;

    /// <summary>Rewrites a copy; <paramref name="graph"/> itself stays as it is, and is what comes back when nothing changed.</summary>
    /// <exception cref="StepFailureException">The graph does not fulfil what the pass requires.</exception>
    /// <exception cref="InvalidOperationException">The pass broke its promise: a bug.</exception>
    public PassResult Apply(ModelGraph graph)
    {
        var copy = graph.Clone();
        return ApplyInPlace(copy) ? new(copy, Changed: true) : new(graph, Changed: false);
    }

    /// <summary>Rewrites <paramref name="graph"/> itself and tells whether anything changed. After an exception the graph is worthless.</summary>
    /// <inheritdoc cref="Apply"/>
    public bool ApplyInPlace(ModelGraph graph)
    {
        Requires(graph);
        var before = (Inputs: Interface(graph.Inputs), Outputs: Interface(graph.Outputs));
        if (!Rewrite(graph))
        {
            return false;
        }

        graph.SortNodes();
        try
        {
            GraphInvariants.Check(graph);
            Ensures(graph);
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidOperationException($"{Name}: {e.Message}", e);
        }

        return before == (Interface(graph.Inputs), Interface(graph.Outputs))
            ? true
            : throw new InvalidOperationException($"{Name} changed the names of inputs or outputs.");
    }

    /// <summary>Throws a <see cref="StepFailureException"/> when the pass cannot work on this graph at all. Nothing is required by default.</summary>
    protected virtual void Requires(ModelGraph graph)
    {
    }

    /// <summary>Edits the graph and tells whether anything changed. Nodes may be appended anywhere: they are sorted afterwards.</summary>
    protected abstract bool Rewrite(ModelGraph graph);

    /// <summary>Throws an <see cref="InvalidOperationException"/> when the rewritten graph is not what the pass promises.</summary>
    protected virtual void Ensures(ModelGraph graph)
    {
    }

    private static string Interface(IEnumerable<GraphValue> values) => string.Join('\n', values.Select(value => value.Name));
}

using System.Collections.Immutable;

namespace AutoCompress.Engine.Graph.Passes;

/// <summary>Passes one after the other, again and again until none changes anything.</summary>
public class PassPipeline(params ImmutableArray<GraphPass> passes) : GraphPass
{
    /// <summary>Rounds beyond one for each node, after which passes that undo each other are called a bug.</summary>
    private const int MostRounds = 50;

    protected override bool Rewrite(ModelGraph graph)
    {
        var changed = false;
        var most = MostRounds + graph.Nodes.Count;
        for (var round = 0; round < most; round++)
        {
            var again = false;
            foreach (var pass in passes)
            {
                again |= pass.ApplyInPlace(graph);
            }

            if (!again)
            {
                return changed;
            }

            changed = true;
        }

        throw new InvalidOperationException($"{Name} does not come to an end.");
    }
}

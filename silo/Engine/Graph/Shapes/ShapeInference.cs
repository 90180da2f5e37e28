using AutoCompress.Trials;

namespace AutoCompress.Engine.Graph.Shapes;

/// <summary>
/// Types and shapes of all values, by ONNX Runtime: nothing here knows an operator. First (1) a skeleton without weights is loaded, and what
/// ONNX Runtime infers is read from the graph it writes; then (2) sizes that are computed from known shapes are written down in the skeleton, and
/// it is loaded again, until nothing new is known; then (3) what is still unknown is run on samples at several batch sizes.
/// </summary>
public static class ShapeInference
{
    /// <summary>A round costs milliseconds and resolves the next computed sizes of a chain: two for each block of a transformer.</summary>
    private const int MostRounds = 300;

    /// <summary>Sets <see cref="GraphValue.Type"/> and <see cref="GraphValue.Shape"/> of every value that a node computes; shapes that were there are forgotten.</summary>
    /// <param name="samples">A tensor for each input, batch first, for step 3; made up where left out, unless an input has unknown sizes
    /// beside the batch. Shapes then hold for the samples' sizes.</param>
    /// <exception cref="StepFailureException">ONNX Runtime refuses the model.</exception>
    public static void Infer(ModelGraph graph, IReadOnlyDictionary<string, Tensor>? samples = null)
    {
        // 1.
        Read(graph, SkeletonInference.Run(graph));

        // 2.
        var sizes = new SizeResolution(graph);
        for (var round = 0; round < MostRounds && sizes.TryResolveMore(); round++)
        {
            Read(graph, SkeletonInference.Run(sizes.Skeleton));
            foreach (var (name, shape) in sizes.Known)
            {
                graph[name].Shape = shape;
            }
        }

        // 3.
        var unpredictable = ValueDependence.Of(graph);
        var unknown = graph.Values.Where(value => value.Producer is not null && value.OpaqueType is null && !IsKnown(value)
            && !unpredictable.Contains(value)).ToList();
        if (unknown.Count > 0)
        {
            BatchProbe.Run(graph, unknown, samples);
        }
    }

    private static void Read(ModelGraph graph, ModelGraph inferred)
    {
        foreach (var value in graph.Values.Where(value => value.Producer is not null))
        {
            if (inferred.TryGetValue(value.Name, out var found) && (found.Type != ElementType.Undefined || found.OpaqueType is not null))
            {
                (value.Type, value.OpaqueType) = (found.Type, found.OpaqueType);
                value.Shape = found.Shape ?? (value.IsOutput ? value.Shape : null);
            }
            else if (!value.IsOutput)
            {
                (value.Type, value.Shape) = (ElementType.Undefined, null);
            }
        }
    }

    /// <summary>A size or a symbol on every axis.</summary>
    internal static bool IsKnown(GraphValue value) => value.Type != ElementType.Undefined && value.Shape is { } shape && shape.All(dim => dim != Dim.Unknown);
}

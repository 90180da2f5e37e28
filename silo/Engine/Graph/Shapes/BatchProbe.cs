using System.Collections.Immutable;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Graph.Shapes;

/// <summary>
/// Learns shapes by running the model at two coprime batch sizes, and at two sizes of every other free axis: a size that grows with one of them
/// is it (or a multiple of it), one that stays is a size. Never at batch 1, where a batch and a broadcast look alike.
/// </summary>
internal static class BatchProbe
{
    private const int First = 3;
    private const int Second = 5;

    /// <summary>Free axes beside the batch: lengths that short position tables still hold, and images that five halvings leave whole.</summary>
    private static readonly (int First, int Second) Lengths = (7, 11);
    private static readonly (int First, int Second) ImageSides = (64, 96);

    /// <summary>Fills in types and shapes of <paramref name="unknown"/>; leaves them as they are where the model cannot be run.</summary>
    public static void Run(ModelGraph graph, IReadOnlyList<GraphValue> unknown, IReadOnlyDictionary<string, Tensor>? samples)
    {
        if (ProbeInputs.Of(graph, samples) is not { } inputs)
        {
            return;
        }

        try
        {
            using var session = FedSession.Of(Probed(graph, unknown, out var names), names);
            var sides = ProbeInputs.HasFreeImage(graph) ? ImageSides : Lengths;
            var plain = inputs.Others.ToDictionary(name => name, _ => sides.First, StringComparer.Ordinal);
            var first = session.Run(inputs.At(First, plain), names);
            List<Probe> probes = [new(inputs.Symbol, First, Second, session.Run(inputs.At(Second, plain), names))];
            foreach (var other in inputs.Others)
            {
                var longer = new Dictionary<string, int>(plain, StringComparer.Ordinal) { [other] = sides.Second };
                probes.Add(new(other, sides.First, sides.Second, session.Run(inputs.At(First, longer), names)));
            }

            for (var i = 0; i < unknown.Count; i++)
            {
                var asked = names[i] != unknown[i].Name;
                unknown[i].Type = asked ? unknown[i].Type : first[i].Type;
                unknown[i].Shape = Merge(unknown[i].Shape, Shape(first[i], asked), [.. probes.Select(probe => (probe, Shape(probe.Results[i], asked)))]);
            }
        }
        catch (StepFailureException e) when (e.Cause != FailureCause.MissingDevice)
        {
            // Inputs that were made up may be refused (an index out of range), or run for ever; shapes then stay unknown, which later stages treat as a barrier.
        }
    }

    /// <summary>A copy that says the shape of each value whose type is known: the values themselves would fill the memory, all at once.</summary>
    /// <param name="names">For each value the output to fetch: its shape, or itself.</param>
    private static ModelGraph Probed(ModelGraph graph, IReadOnlyList<GraphValue> unknown, out List<string> names)
    {
        var copy = graph.Clone();
        names = [.. unknown.Select(value => value.Type == ElementType.Undefined ? value.Name
            : copy.AddNode("Shape", value.Name + ".shape", [copy[value.Name]], value.Name + ".shape").Output.Name)];
        return copy;
    }

    private static long[] Shape(Tensor result, bool asked) => asked ? result.Values<long>().ToArray() : result.Shape.ToArray();

    private static ImmutableArray<Dim>? Merge(ImmutableArray<Dim>? known, long[] first, (Probe Probe, long[] Shape)[] probes)
    {
        if (probes.Any(probe => probe.Shape.Length != first.Length))
        {
            return null;
        }

        var shape = ImmutableArray.CreateBuilder<Dim>(first.Length);
        for (var axis = 0; axis < first.Length; axis++)
        {
            shape.Add(known is { } dims && dims.Length == first.Length && dims[axis] != Dim.Unknown ? dims[axis] : Of(first, axis, probes));
        }

        return shape.ToImmutable();
    }

    private static Dim Of(long[] shape, int axis, (Probe Probe, long[] Shape)[] probes)
    {
        var first = shape[axis];
        var moved = Array.FindAll(probes, probe => probe.Shape[axis] != first);
        if (moved.Length != 1)
        {
            return moved.Length == 0 ? Dim.Of(first) : Dim.Unknown;
        }

        var (probe, second) = (moved[0].Probe, moved[0].Shape[axis]);
        return first % probe.First != 0 || first / probe.First * probe.Second != second ? Dim.Unknown
            : first == probe.First ? Dim.Named(probe.Symbol)
            : Dim.Named($"{first / probe.First}*{probe.Symbol}");
    }

    /// <summary>What came out when one free axis had its second size.</summary>
    private sealed record Probe(string Symbol, int First, int Second, Tensor[] Results);
}

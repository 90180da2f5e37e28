using System.Collections.Immutable;
using AutoCompress.Engine.Native.OnnxRuntime;
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
            using var session = OrtSession.Of(graph, new() { Optimization = OrtOptimization.None, ExtraOutputs = [.. unknown.Select(value => value.Name)] });
            var names = unknown.Select(value => value.Name).ToList();
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
                unknown[i].Type = first[i].Type;
                unknown[i].Shape = Merge(unknown[i].Shape, first[i].Shape, i, probes);
            }
        }
        catch (StepFailureException e) when (e.Cause != FailureCause.MissingDevice)
        {
            // Inputs that were made up may be refused (an index out of range); shapes then stay unknown, which later stages treat as a barrier.
        }
    }

    private static ImmutableArray<Dim>? Merge(ImmutableArray<Dim>? known, ReadOnlySpan<long> first, int value, List<Probe> probes)
    {
        foreach (var probe in probes)
        {
            if (probe.Results[value].Rank != first.Length)
            {
                return null;
            }
        }

        var shape = ImmutableArray.CreateBuilder<Dim>(first.Length);
        for (var axis = 0; axis < first.Length; axis++)
        {
            shape.Add(known is { } dims && dims.Length == first.Length && dims[axis] != Dim.Unknown ? dims[axis] : Of(first[axis], value, axis, probes));
        }

        return shape.ToImmutable();
    }

    private static Dim Of(long first, int value, int axis, List<Probe> probes)
    {
        var moved = probes.FindAll(probe => probe.Results[value].Shape[axis] != first);
        if (moved.Count != 1)
        {
            return moved.Count == 0 ? Dim.Of(first) : Dim.Unknown;
        }

        var (probe, second) = (moved[0], moved[0].Results[value].Shape[axis]);
        return first % probe.First != 0 || first / probe.First * probe.Second != second ? Dim.Unknown
            : first == probe.First ? Dim.Named(probe.Symbol)
            : Dim.Named($"{first / probe.First}*{probe.Symbol}");
    }

    /// <summary>What came out when one free axis had its second size.</summary>
    private sealed record Probe(string Symbol, int First, int Second, Tensor[] Results);
}

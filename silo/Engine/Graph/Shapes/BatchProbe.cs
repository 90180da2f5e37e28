using System.Collections.Immutable;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Graph.Shapes;

/// <summary>
/// Learns shapes by running the model at two coprime batch sizes: a size that grows with the batch is the batch (or a multiple of it), one
/// that stays is a size. Never at batch 1, where a batch and a broadcast look alike.
/// </summary>
internal static class BatchProbe
{
    private const int First = 3;
    private const int Second = 5;

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
            var (first, second) = (session.Run(inputs.At(First), names), session.Run(inputs.At(Second), names));
            for (var i = 0; i < unknown.Count; i++)
            {
                unknown[i].Type = first[i].Type;
                unknown[i].Shape = Merge(unknown[i].Shape, first[i].Shape, second[i].Shape, inputs.Symbol);
            }
        }
        catch (StepFailureException e) when (e.Cause != FailureCause.MissingDevice)
        {
            // Inputs that were made up may be refused (an index out of range); shapes then stay unknown, which later stages treat as a barrier.
        }
    }

    private static ImmutableArray<Dim>? Merge(ImmutableArray<Dim>? known, ReadOnlySpan<long> first, ReadOnlySpan<long> second, string symbol)
    {
        if (first.Length != second.Length)
        {
            return null;
        }

        var shape = ImmutableArray.CreateBuilder<Dim>(first.Length);
        for (var axis = 0; axis < first.Length; axis++)
        {
            shape.Add(known is { } dims && dims.Length == first.Length && dims[axis] != Dim.Unknown ? dims[axis] : Of(first[axis], second[axis], symbol));
        }

        return shape.ToImmutable();
    }

    private static Dim Of(long first, long second, string symbol) =>
        first == second ? Dim.Of(first)
        : first % First != 0 || first / First * Second != second ? Dim.Unknown
        : first == First ? Dim.Named(symbol)
        : Dim.Named($"{first / First}*{symbol}");
}

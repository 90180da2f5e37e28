using AutoCompress.Engine.Data;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Transforming;

/// <summary>
/// Proves a cut: the pruned model must answer as the original does when the cut channels are masked where a contracting
/// consumer reads them, that is with zeros in the weight's input slices, and when sums over channels (means, normalisations, products of
/// activations) run over those that stay.
/// </summary>
public static class MaskedEquivalence
{
    /// <summary>Largest error that rounding explains in single precision.</summary>
    public const double Tolerance = 1e-4;

    /// <summary>The same for models with half-precision constants.</summary>
    public const double HalfTolerance = 1e-2;

    private const int Batch = 2;
    private static readonly OrtOptions Plain = OrtOptions.Default with { Optimization = OrtOptimization.None };

    /// <summary>Sizes for free axes beside the batch; the first that the original runs with is taken.</summary>
    private static readonly int[] FreeSizes = [32, 8, 3];

    /// <summary>The largest difference of any output over random inputs, relative to that output's largest magnitude.</summary>
    /// <param name="kept">As given to <see cref="ChannelPruner.Prune"/>.</param>
    /// <exception cref="StepFailureException">ONNX Runtime refuses one of the models.</exception>
    public static double Error(
        ModelGraph original, ModelGraph pruned, ChannelGroups groups, IReadOnlyDictionary<string, int[]> kept, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(original);
        var (inputs, expected) = RunMasked(original, Mask(original, groups, kept), seed);
        return expected.Zip(Run(pruned, inputs), Difference).Max();
    }

    /// <summary>Checks a cut on one random batch.</summary>
    /// <exception cref="StepFailureException"><see cref="FailureCause.Internal"/>: the error is above what rounding explains.</exception>
    public static void Ensure(
        ModelGraph original, ModelGraph pruned, ChannelGroups groups, IReadOnlyDictionary<string, int[]> kept, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(kept);
        var isHalf = original.Constants.Any(constant => constant.Type is ElementType.Float16 or ElementType.BFloat16);
        var tolerance = isHalf ? HalfTolerance : Tolerance;
        if (Error(original, pruned, groups, kept, seed) is var error && !(error <= tolerance))
        {
            throw new StepFailureException(
                FailureCause.Internal,
                $"The pruned model differs from the masked original by {error:E1} relative, above {tolerance:E0}: a channel was cut wrongly. Leave "
                + $"the group(s) {string.Join(", ", kept.Keys.Order(StringComparer.Ordinal))} whole (space.prune) and report the model.");
        }
    }

    /// <summary>A copy of the original with zeros where contracting consumers read cut channels.</summary>
    internal static ModelGraph Mask(ModelGraph original, ChannelGroups groups, IReadOnlyDictionary<string, int[]> kept)
    {
        var masked = original.Clone();
        var cut = new Channels.ChannelCut(masked, groups, ChannelPruner.CutLabels(groups, kept));
        foreach (var constant in masked.Constants.ToList())
        {
            foreach (var axis in groups.AxesOf(constant.Name).Where(axis => axis.Contracted))
            {
                int[] gone = [.. Enumerable.Range(0, axis.Labels.Length).Where(i => !cut.Keeps(axis.Labels[i]))];
                ModelGraph.SetConstant(constant, TensorAxis.Clear(constant.Constant!, axis.Axis, gone));
            }
        }

        MaskedSums.Write(masked, original, groups, cut);
        return masked;
    }

    /// <summary>Random inputs that the model accepts, and its answer.</summary>
    private static ((string, Tensor)[] Inputs, Tensor[] Outputs) RunMasked(ModelGraph original, ModelGraph masked, ulong seed)
    {
        var sizes = original.Inputs.Any(input => (input.Shape ?? []).Skip(1).Any(dim => dim.Size is null)) ? FreeSizes : FreeSizes[..1];
        using var session = OrtSession.Of(masked, Plain);
        foreach (var size in sizes[..^1])
        {
            try
            {
                var inputs = RandomInputs(original, seed, size);
                return (inputs, session.Run(inputs));
            }
            catch (StepFailureException)
            {
                // A table or a window has fewer places than the size asks for: the next one is smaller.
            }
        }

        var last = RandomInputs(original, seed, sizes[^1]);
        return (last, session.Run(last));
    }

    private static (string, Tensor)[] RandomInputs(ModelGraph graph, ulong seed, int freeSize)
    {
        var random = new SplitMix64(seed);
        return [.. graph.Inputs.Where(input => !input.IsConstant).Select(input => (input.Name, RandomInput(input, freeSize, ref random)))];
    }

    private static Tensor RandomInput(GraphValue input, int freeSize, ref SplitMix64 random)
    {
        var shape = (input.Shape ?? []).Select((dim, axis) => dim.Size ?? (axis == 0 ? Batch : freeSize)).ToArray();
        var count = Tensor.CountOf(shape);
        var values = new double[count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = random.NextDouble() * 2 - 1;
        }

        return input.Type switch
        {
            ElementType.Float => Tensor.Of(Array.ConvertAll(values, v => (float)v), shape),
            ElementType.Double => Tensor.Of(values, shape),
            ElementType.Float16 => Tensor.Of(Array.ConvertAll(values, v => (Half)v), shape),

            // Bits are valid ids of every table, and masks.
            ElementType.Int64 => Tensor.Of(Array.ConvertAll(values, v => v > 0 ? 1L : 0), shape),
            ElementType.Int32 => Tensor.Of(Array.ConvertAll(values, v => v > 0 ? 1 : 0), shape),
            ElementType.Bool => Tensor.Of(Array.ConvertAll(values, v => v > 0), shape),
            _ => new(input.Type, shape, new byte[input.Type.Bytes(count)]),
        };
    }

    private static Tensor[] Run(ModelGraph graph, (string, Tensor)[] inputs)
    {
        using var session = OrtSession.Of(graph, Plain);
        return session.Run(inputs);
    }

    private static double Difference(Tensor expected, Tensor actual)
    {
        if (!expected.Shape.SequenceEqual(actual.Shape))
        {
            return double.PositiveInfinity;
        }

        if (!expected.Type.IsFloatingPoint())
        {
            return expected.Data.Span.SequenceEqual(actual.Data.Span) ? 0 : double.PositiveInfinity;
        }

        var (a, b) = (TensorNumbers.Of(expected), TensorNumbers.Of(actual));
        var scale = Math.Max(a.Select(Math.Abs).DefaultIfEmpty().Max(), 1e-30);
        return a.Zip(b, (x, y) => x.Equals(y) ? 0 : Math.Abs(x - y) / scale).Aggregate(0.0, Worst);
    }

    private static double Worst(double a, double b) => double.IsNaN(b) ? double.PositiveInfinity : Math.Max(a, b);
}

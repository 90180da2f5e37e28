using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Engine.Transforming.Channels;
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

    private static readonly OrtOptions Plain = OrtOptions.Default with { Optimization = OrtOptimization.None };

    /// <summary>The largest difference of any output over random inputs, relative to that output's largest magnitude.</summary>
    /// <param name="kept">As given to <see cref="ChannelPruner.Prune"/>.</param>
    /// <exception cref="StepFailureException">ONNX Runtime refuses one of the models.</exception>
    public static double Error(
        ModelGraph original, ModelGraph pruned, ChannelGroups groups, IReadOnlyDictionary<string, int[]> kept, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(original);
        var (inputs, expected) = RunMasked(original, groups, kept, seed);
        return expected.Zip(Run(pruned, inputs), Difference).Max();
    }

    /// <summary>Checks a cut on one random batch.</summary>
    /// <exception cref="StepFailureException"><see cref="FailureCause.Internal"/>: the error is above what rounding explains;
    /// <see cref="FailureCause.NotANumber"/>: the model answers with NaN or infinity, which proves nothing.</exception>
    public static void Ensure(
        ModelGraph original, ModelGraph pruned, ChannelGroups groups, IReadOnlyDictionary<string, int[]> kept, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(kept);
        var (inputs, expected) = RunMasked(original, groups, kept, seed);
        if (!expected.All(AnswerCheck.IsFinite))
        {
            throw new StepFailureException(
                FailureCause.NotANumber, "The model answers random inputs with NaN or infinity, so that no cut of it can be proved. Repair its weights.");
        }

        var tolerance = ToleranceOf(original);
        if (expected.Zip(Run(pruned, inputs), Difference).Max() is var error && !(error <= tolerance))
        {
            throw new StepFailureException(
                FailureCause.Internal,
                $"The pruned model differs from the masked original by {error:E1} relative, above {tolerance:E0}: a channel was cut or a block left out wrongly. "
                + $"Report the model and what was cut of it: {string.Join(", ", kept.Keys.Order(StringComparer.Ordinal).DefaultIfEmpty("no channel group"))}.");
        }
    }

    /// <summary>The largest error that rounding explains in the model's precision.</summary>
    internal static double ToleranceOf(ModelGraph graph) =>
        graph.Constants.Any(constant => constant.Type is ElementType.Float16 or ElementType.BFloat16) ? HalfTolerance : Tolerance;

    /// <summary>A copy of the original with zeros where contracting consumers read cut channels.</summary>
    internal static ModelGraph Mask(ModelGraph original, ChannelGroups groups, IReadOnlyDictionary<string, int[]> kept)
    {
        var masked = original.Clone();
        foreach (var layer in groups.Layers)
        {
            var cut = new ChannelCut(masked, layer, ChannelPruner.CutLabels(layer, kept));
            foreach (var constant in masked.Constants.ToList())
            {
                foreach (var axis in layer.AxesOf(constant.Name).Where(axis => axis.Contracted))
                {
                    int[] gone = [.. Enumerable.Range(0, axis.Labels.Length).Where(i => !cut.Keeps(axis.Labels[i]))];
                    ModelGraph.SetConstant(constant, TensorAxis.Clear(constant.Constant!, axis.Axis, gone));
                }
            }

            MaskedSums.Write(masked, original, cut);
        }

        return masked;
    }

    private static ((string, Tensor)[] Inputs, Tensor[] Outputs) RunMasked(
        ModelGraph original, ChannelGroups groups, IReadOnlyDictionary<string, int[]> kept, ulong seed)
    {
        using var session = OrtSession.Of(Mask(original, groups, kept), Plain);
        return RandomBatch.Run(original, session, seed);
    }

    private static Tensor[] Run(ModelGraph graph, (string, Tensor)[] inputs)
    {
        using var session = OrtSession.Of(graph, Plain);
        return session.Run(inputs);
    }

    /// <summary>The largest difference, relative to the largest magnitude that is expected.</summary>
    internal static double Difference(Tensor expected, Tensor actual)
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

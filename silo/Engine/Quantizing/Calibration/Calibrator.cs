using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Spaces;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Quantizing.Calibration;

/// <summary>Runs the float model over calibration batches and watches its activations. Memory does not grow with the number of batches.</summary>
internal static class Calibrator
{
    /// <param name="values">Names of the activations to watch.</param>
    /// <param name="batches">Values of the model's inputs by name.</param>
    /// <exception cref="StepFailureException">There is no batch, an activation is not finite, or ONNX Runtime refuses.</exception>
    public static Dictionary<string, ValueHistogram> Observe(
        ModelGraph graph, IReadOnlyCollection<string> values, IEnumerable<IReadOnlyList<(string Name, Tensor Value)>> batches, CancellationToken cancellation)
    {
        var histograms = values.ToDictionary(name => name, _ => new ValueHistogram(), StringComparer.Ordinal);
        var fed = graph.Inputs.Select(input => input.Name).ToHashSet(StringComparer.Ordinal);
        string[] watched = [.. values.Where(name => !fed.Contains(name))];
        using var session = OrtSession.Of(graph, OrtOptions.Default with { ExtraOutputs = [.. watched] });
        foreach (var batch in batches)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var (name, value) in batch)
            {
                histograms.GetValueOrDefault(name)?.Observe(value.Values<float>());
            }

            if (watched.Length > 0)
            {
                foreach (var (name, activation) in watched.Zip(session.Run(batch, watched)))
                {
                    Watch(histograms[name], name, activation);
                }
            }
        }

        return histograms.Values.All(histogram => histogram.Count > 0)
            ? histograms
            : throw new StepFailureException(FailureCause.InvalidData, "Static quantization needs at least one calibration batch.");
    }

    public static Dictionary<string, ValueRange> Ranges(IReadOnlyDictionary<string, ValueHistogram> histograms, CalibrationMethod method) =>
        histograms.ToDictionary(pair => pair.Key, pair => RangeEstimator.Estimate(pair.Value, method), StringComparer.Ordinal);

    private static void Watch(ValueHistogram histogram, string name, Tensor activation)
    {
        try
        {
            histogram.Observe(activation.Values<float>());
        }
        catch (StepFailureException e)
        {
            throw new StepFailureException(e.Cause, $"Activation '{name}': {e.Message}", e);
        }
    }
}

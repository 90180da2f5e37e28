using System.Collections.Immutable;
using AutoCompress.Engine.Data;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Measuring;

/// <summary>
/// What models answer and how fast they are on ONNX Runtime. Time them in a fresh process, on pinned cores that nothing else uses; memory
/// (<see cref="MemoryMeter"/>) and size (<see cref="ModelSize"/>) are measured on their own.
/// </summary>
public static class Meter
{
    /// <summary>The logits of a float model on a split.</summary>
    /// <exception cref="StepFailureException">The model does not load or run.</exception>
    public static LogitsTable Predict(
        string model, DataSplit split, Normalisation normalisation, ImmutableArray<long> sampleShape, int threads, CancellationToken cancellationToken) =>
        Predict(model, Precision.Fp32, SessionPredictor.UsualBatch, split, normalisation, sampleShape, threads, cancellationToken);

    /// <summary>The logits of a model of some precision on a split, as a target with batches of <paramref name="batch"/> samples gets them.</summary>
    /// <remarks>Dynamic quantization takes its scale over the whole batch, so its answers are those of the target's batch.</remarks>
    /// <inheritdoc cref="Predict(string, DataSplit, Normalisation, ImmutableArray{long}, int, CancellationToken)"/>
    public static LogitsTable Predict(
        string model,
        Precision precision,
        int batch,
        DataSplit split,
        Normalisation normalisation,
        ImmutableArray<long> sampleShape,
        int threads,
        CancellationToken cancellationToken)
    {
        using var session = OrtSession.Load(model, new() { Threads = threads });
        using var predictor = new SessionPredictor(session, sampleShape, precision == Precision.DynamicInt8 ? batch : SessionPredictor.UsualBatch);
        return predictor.PredictAll(split, normalisation, cancellationToken);
    }

    /// <summary>Latency of each model, interleaved and paired with the first one's, and the estimated energy.</summary>
    /// <returns>For each model <see cref="Metric.Latency"/>, its percentiles, <see cref="Metric.Speedup"/>, <see cref="Metric.Energy"/> and <see cref="Metric.Co2"/>.</returns>
    /// <exception cref="StepFailureException">A model does not load or run, or not with the target's batch;
    /// MissingDevice: the target's device is not here.</exception>
    public static ImmutableArray<ImmutableSortedDictionary<Metric, Measurement>> Time(
        TimingRequest request, TimeProvider clock, CancellationToken cancellationToken)
    {
        ImmutableArray<long> shape = [request.Target.Batch, .. request.SampleShape];
        var sessions = new List<OrtSession>();
        var batches = new List<OrtBatch>();
        try
        {
            foreach (var model in request.Models)
            {
                sessions.Add(OrtSession.Load(model, OptionsFor(request.Target)));
                batches.Add(BatchFor(sessions[^1], model, shape));
            }

            FillFrom(request.Split, request.Normalisation, batches);
            var contestants = batches.Zip(request.Models, (batch, model) => new Contestant(model, batch.Run)).ToList();
            var report = LatencyMeter.MeasureTogether(contestants, request.Latency, clock, request.Seed, cancellationToken);
            return [.. report.Results.Zip(batches, (result, batch) =>
                result.Values.AddRange(EnergyEstimate.Of(CpuMeter.SecondsPerRun(batch.Run), request.Energy)))];
        }
        finally
        {
            batches.ForEach(batch => batch.Dispose());
            sessions.ForEach(session => session.Dispose());
        }
    }

    private static OrtOptions OptionsFor(Target target) => new()
    {
        Threads = target.Threads,
        Device = target.Device == "cuda" ? OrtDevice.Cuda : OrtDevice.Cpu,
    };

    /// <exception cref="StepFailureException">Unsupported: the model has another fixed batch.</exception>
    internal static OrtBatch BatchFor(OrtSession session, string path, ImmutableArray<long> shape) =>
        session.Inputs[0].Shape is [{ Size: { } size }, ..] && size != shape[0]
            ? throw new StepFailureException(
                FailureCause.Unsupported, $"{path} takes batches of {size} only, but the target's batch is {shape[0]}. Set target.batch to {size}, or export the model with a free batch.")
            : session.CreateBatch([.. shape]);

    /// <summary>Real samples: zeros would let a sparse kernel, or denormal numbers, tell another time.</summary>
    private static void FillFrom(DataSplit split, Normalisation normalisation, List<OrtBatch> batches)
    {
        var size = split.Data.SampleSize;
        foreach (var batch in batches)
        {
            for (var row = 0; row < batch.Input().Length / size; row++)
            {
                split.Read(row % split.Count, normalisation, batch.Input().Slice(row * size, size));
            }
        }
    }
}

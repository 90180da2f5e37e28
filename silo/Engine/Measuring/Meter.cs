using System.Collections.Immutable;
using AutoCompress.Engine.Data;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Engine.Tasks;
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
    /// <summary>The answers of a model of some precision on a split, as a target with batches of <paramref name="batch"/> samples gets them.</summary>
    /// <remarks>Dynamic quantization takes its scale over the whole batch, so its answers are those of the target's batch.</remarks>
    /// <param name="outputs">The outputs that are asked for.</param>
    /// <param name="classMaps">Whether classes of many places are kept without their scores.</param>
    /// <exception cref="StepFailureException">The model does not load or run.</exception>
    public static AnswerTable Predict(
        string model,
        DataSplit split,
        DataFit fit,
        ImmutableArray<TaskOutput> outputs,
        int threads,
        CancellationToken cancellationToken,
        bool classMaps = false,
        Precision precision = Precision.Fp32,
        int batch = SessionPredictor.UsualBatch)
    {
        using var session = OrtSession.Load(model, new() { Threads = threads });
        using var predictor = new SessionPredictor(session, fit, outputs, precision == Precision.DynamicInt8 ? batch : SessionPredictor.UsualBatch);
        return predictor.PredictAll(split, cancellationToken, classMaps);
    }

    /// <summary>Latency of each model, interleaved and paired with the first one's, and the estimated energy.</summary>
    /// <returns>For each model <see cref="Metric.Latency"/>, its percentiles, <see cref="Metric.Speedup"/>, <see cref="Metric.Energy"/> and <see cref="Metric.Co2"/>.</returns>
    /// <exception cref="StepFailureException">A model does not load or run, or not with the target's batch;
    /// MissingDevice: the target's device is not here.</exception>
    public static ImmutableArray<ImmutableSortedDictionary<Metric, Measurement>> Time(
        TimingRequest request, TimeProvider clock, CancellationToken cancellationToken) => Loaded(request, batches =>
        {
            var report = Compare(request, batches, clock, cancellationToken);
            return report.Results.Zip(batches, (result, batch) =>
                result.Values.AddRange(EnergyEstimate.Of(CpuMeter.SecondsPerRun(batch.Run), request.Energy))).ToImmutableArray();
        });

    /// <summary>Latency of each model alone, interleaved and paired with the first one's.</summary>
    /// <exception cref="StepFailureException">As <see cref="Time"/>.</exception>
    public static LatencyReport Compare(TimingRequest request, TimeProvider clock, CancellationToken cancellationToken) =>
        Loaded(request, batches => Compare(request, batches, clock, cancellationToken));

    private static LatencyReport Compare(TimingRequest request, List<OrtBatch> batches, TimeProvider clock, CancellationToken cancellationToken) =>
        LatencyMeter.MeasureTogether(
            [.. batches.Zip(request.Models, (batch, model) => new Contestant(model, batch.Run))], request.Latency, clock, request.Seed, cancellationToken);

    private static T Loaded<T>(TimingRequest request, Func<List<OrtBatch>, T> measure)
    {
        var sessions = new List<OrtSession>();
        var batches = new List<OrtBatch>();
        try
        {
            foreach (var model in request.Models)
            {
                sessions.Add(OrtSession.Load(model, OptionsFor(request.Target)));
                batches.Add(BatchFor(sessions[^1], model, request.Fit, request.Target.Batch));
            }

            FillFrom(request, sessions, batches);
            return measure(batches);
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
    internal static OrtBatch BatchFor(OrtSession session, string path, DataFit fit, int batch)
    {
        if (session.Inputs.FirstOrDefault(port => port.Shape is [{ Size: { } own }, ..] && own != batch) is { } other)
        {
            var size = other.Shape[0].Size;
            throw new StepFailureException(
                FailureCause.Unsupported, $"{path} takes batches of {size} only, but the target's batch is {batch}. Set target.batch to {size}, or export the model with a free batch.");
        }

        return session.CreateBatch([.. session.Inputs.Select(port => (long[])[batch, .. fit.InputOf(port.Name).Shape])]);
    }

    /// <summary>Real samples: zeros would let a sparse kernel, or denormal numbers, tell another time.</summary>
    private static void FillFrom(TimingRequest request, List<OrtSession> sessions, List<OrtBatch> batches)
    {
        var (fit, count) = (request.Fit, request.Target.Batch);
        var samples = new float[count * fit.SampleSize];
        for (var row = 0; row < count; row++)
        {
            fit.Read(request.Split, row % request.Split.Count, samples.AsSpan(row * fit.SampleSize, fit.SampleSize));
        }

        foreach (var (session, batch) in sessions.Zip(batches))
        {
            for (var i = 0; i < session.Inputs.Length; i++)
            {
                fit.InputOf(session.Inputs[i].Name).Gather(samples, fit.SampleSize, count, batch.Input(i));
            }
        }
    }
}

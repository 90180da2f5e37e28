using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Tasks;
using AutoCompress.Engine.Training.Execution;
using AutoCompress.Engine.Training.Optimizing;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Training;

/// <summary>One training, on the thread that made it.</summary>
internal sealed class TrainingRun : IDisposable
{
    private const double LossMemory = 0.9;
    private const double TimeMargin = 0.05;
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);

    private readonly ITrainingBatches _batches;
    private readonly TrainerOptions _options;
    private readonly TimeProvider _clock;
    private readonly TorchScope _scope = new();
    private readonly GraphExecutor _executor;
    private readonly TrainingBatch _batch;
    private readonly TrainingLoss _loss;
    private readonly LearningRateSchedule _schedule;
    private readonly FedInputs _inputs;
    private readonly TorchTensor? _truth;
    private readonly TorchTensor? _targets;
    private readonly Parameter[] _parameters;
    private readonly TorchTensor[] _tensors;
    private readonly TorchTensor?[] _gradients;
    private readonly IOptimizer _optimizer;
    private readonly TrainingCheckpoint? _checkpoint;

    public TrainingRun(ModelGraph graph, ITrainingBatches batches, TrainerOptions options, TimeProvider clock)
    {
        (_batches, _options, _clock) = (batches, options, clock);
        _schedule = new(options.PeakLearningRate, options.WarmUp);
        _loss = new(options, batches.TruthSize > 0, batches.TargetSize > 0);
        _batch = TrainingBatch.For(batches, options.BatchSize);
        SampleFit.Check(graph, batches);
        var device = options.Device == TrainingDevice.Cuda ? 0 : TorchTensor.Cpu;
        _executor = new(graph, [.. options.Outputs.Select(output => TaskOutputs.Trained(graph, output))], options.LearnScales, device);
        try
        {
            using var scope = TorchScope.Enter();
            _inputs = new(batches, options.BatchSize, _scope, device);
            _truth = batches.TruthSize > 0 ? _scope.Own(TorchTensor.From<float>(_batch.Truth, TorchType.Float, [options.BatchSize, batches.TruthSize], device)) : null;
            _targets = batches.TargetSize > 0
                ? _scope.Own(TorchTensor.From<float>(_batch.Targets, TorchType.Float, [options.BatchSize, batches.TargetSize], device))
                : null;
            _parameters = [.. _executor.Parameters];
            _tensors = Array.ConvertAll(_parameters, parameter => parameter.Tensor);
            _gradients = new TorchTensor?[_tensors.Length];
            if (_parameters.Length == 0)
            {
                throw new StepFailureException(FailureCause.Unsupported, $"The model '{graph.Name}' holds no weights that can be trained.");
            }

            _optimizer = options.Optimizer switch
            {
                OptimizerKind.AdamW => new AdamW(_parameters, options.WeightDecay),
                _ => new Sgd(_parameters, options.Momentum, options.WeightDecay),
            };
            _checkpoint = options.CheckpointFolder is { } folder ? new(folder, graph, options, batches, _executor, _optimizer) : null;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public TrainingReport Run(Action<TrainingProgress>? progress, CancellationToken cancellation)
    {
        var (samples, before) = _checkpoint?.TryRestore() ?? (0, TimeSpan.Zero);
        var steps = samples / _options.BatchSize;
        var start = _clock.GetTimestamp();
        var (lastReport, sum, count) = (before, 0.0, 0);
        var (first, average) = (double.NaN, double.NaN);
        TimeSpan elapsed;
        double share;
        while ((share = Share(samples, elapsed = before + _clock.GetElapsedTime(start))) < 1)
        {
            cancellation.ThrowIfCancellationRequested();
            var rate = _schedule.At(share);
            var loss = Step(samples, rate, steps);
            (samples, steps) = (samples + _options.BatchSize, steps + 1);
            first = double.IsNaN(first) ? loss : first;
            average = double.IsNaN(average) ? loss : (LossMemory * average) + ((1 - LossMemory) * loss);
            (sum, count) = (sum + loss, count + 1);
            if (elapsed - lastReport >= ReportInterval || samples >= _options.Samples)
            {
                progress?.Invoke(new(samples, Share(samples, elapsed), sum / count, rate, elapsed));
                (lastReport, sum, count) = (elapsed, 0, 0);
            }

            if (_checkpoint is not null && samples / _batches.EpochSamples != (samples - _options.BatchSize) / _batches.EpochSamples)
            {
                CheckWeights(samples);
                _checkpoint.Save(samples, before + _clock.GetElapsedTime(start));
            }
        }

        CheckWeights(samples);
        _executor.WriteBack();
        return new(samples, steps, first, average, elapsed, samples < _options.Samples);
    }

    public void Dispose()
    {
        _optimizer?.Dispose();
        _executor.Dispose();
        _scope.Dispose();
    }

    private TorchTensor Loss(TorchTensor[] outputs)
    {
        try
        {
            return _loss.Of(outputs, _truth, _targets);
        }
        catch (TorchException e)
        {
            throw new StepFailureException(
                FailureCause.InvalidData,
                $"Labels or targets do not fit the model's output of shape [{string.Join(',', outputs[0].Shape)}]: {e.Message}. Labels run from 0 to classes - 1.",
                e);
        }
    }

    /// <summary>The last update may have spoiled what no loss has seen yet.</summary>
    private void CheckWeights(long samples)
    {
        using var scope = TorchScope.Enter();
        using var grad = new GradMode(false);
        if (!float.IsFinite(Foreach.Norm([.. _tensors, .. _executor.Statistics.Select(_executor.TensorOf)])))
        {
            throw NotANumber("A weight became NaN or infinite", samples);
        }
    }

    private StepFailureException NotANumber(string what, long samples) => new(
        FailureCause.NotANumber,
        $"{what} after {samples} samples with peak learning rate {_options.PeakLearningRate:G3}; lower the rate, or check the data's scale.");

    /// <summary>
    /// Of the samples, or of the time where that runs out first. The first <see cref="TimeMargin"/> of the time does not count, so that a
    /// slow start leaves the schedule as the samples give it, and a training that ends in time can be repeated exactly.
    /// </summary>
    private double Share(long samples, TimeSpan elapsed) => Math.Max(
        samples / (double)_options.Samples,
        _options.TimeLimit is { } limit ? (limit > TimeSpan.Zero ? (elapsed / limit - TimeMargin) / (1 - TimeMargin) : 1) : 0);

    /// <summary>One update; returns the loss before it.</summary>
    internal float Step(long position, double learningRate, long step)
    {
        _batches.Fill(position, _batch);
        _inputs.Write(_batch);
        _truth?.Write<float>(_batch.Truth);
        _targets?.Write<float>(_batch.Targets);
        using var scope = TorchScope.Enter();
        _executor.Seed = unchecked(_options.Seed + ((ulong)step * 0xD1342543DE82EF95));
        var loss = Loss(_executor.Forward(ExecutionMode.Training, _inputs.Tensors));
        Torch.Gradients(loss, _tensors, _gradients);
        var value = loss.ToFloat();
        if (!float.IsFinite(value))
        {
            throw NotANumber($"The loss became {value}", position);
        }

        using var grad = new GradMode(false);
        var gradients = Array.ConvertAll(_gradients, (gradient) => gradient!);
        for (var i = 0; i < gradients.Length; i++)
        {
            gradients[i] ??= Foreach.ZeroLike(_tensors[i]);
        }

        if (_options.GradientClip > 0 && Foreach.Norm(gradients) is var norm && norm > _options.GradientClip)
        {
            gradients = Foreach.Scaled(gradients, _options.GradientClip / norm);
        }

        _optimizer.Step(gradients, learningRate, step);
        return value;
    }
}

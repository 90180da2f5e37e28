using System.Collections.Immutable;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;
using Google.Protobuf.WellKnownTypes;
using Proto = AutoCompress.Wire.V1;

namespace AutoCompress.Wire.Mapping;

/// <summary>A spec and its protobuf form. A field that the sender left out takes the record's default.</summary>
public static class StudySpecMapping
{
    private static readonly StudySpec Default = new() { Name = "", Model = "", Data = new DataSpec { Train = "", Test = "" } };

    public static Proto.StudySpec ToProto(this StudySpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var proto = new Proto.StudySpec
        {
            Name = spec.Name,
            Model = spec.Model,
            Data = spec.Data.ToProto(),
            Task = EnumMap<TaskKind, Proto.TaskKind>.ToProto(spec.Task),
            Objectives = { spec.Objectives.Select(EnumMap<Metric, Proto.Metric>.ToProto) },
            Constraints =
            {
                spec.Constraints.Select(each => new Proto.Constraint { Metric = EnumMap<Metric, Proto.Metric>.ToProto(each.Key), Bound = each.Value }),
            },
            Target = spec.Target.ToProto(),
            Budget = new Proto.Budget { Trials = spec.Budget.Trials, Time = Duration.FromTimeSpan(spec.Budget.Time) },
            Seed = spec.Seed,
            Space = spec.Space.ToProto(),
            Training = spec.Training.ToProto(),
            Algorithm = spec.Algorithm,
            Energy = new Proto.EnergyModel { WattsPerCore = spec.Energy.WattsPerCore, GridIntensity = spec.Energy.GridIntensity },
            Metric = spec.Metric is { } metric ? EnumMap<AccuracyMetric, Proto.AccuracyMetric>.ToProto(metric) : Proto.AccuracyMetric.Unspecified,
            Command = { spec.Command },
            Tenant = spec.Tenant,
            Priority = spec.Priority,
            Continues = spec.Continues is { } continued ? new Proto.ContinuedStudy { Study = continued.Study, Trials = continued.Trials } : null,
            WarmStart = { spec.WarmStart },
        };
        if (spec.Output is { } output)
        {
            proto.Output = output;
        }

        return proto;
    }

    /// <exception cref="FormatException">A value is newer than this program, or a metric is constrained twice.</exception>
    public static StudySpec FromProto(this Proto.StudySpec proto)
    {
        ArgumentNullException.ThrowIfNull(proto);
        var (budget, energy) = (proto.Budget ?? new(), proto.Energy ?? new());
        return new StudySpec
        {
            Name = proto.Name,
            Model = proto.Model,
            Data = (proto.Data ?? new()).FromProto(),
            Task = EnumMap<TaskKind, Proto.TaskKind>.FromProto(proto.Task, Default.Task),
            Objectives = List(proto.Objectives, EnumMap<Metric, Proto.Metric>.FromProto, Default.Objectives),
            Constraints = ConstraintsOf(proto),
            Target = (proto.Target ?? new()).FromProto(),
            Budget = new Budget
            {
                Trials = budget.HasTrials ? budget.Trials : Default.Budget.Trials,
                Time = budget.Time is { } time ? TimeOf(time) : Default.Budget.Time,
            },
            Seed = proto.HasSeed ? proto.Seed : Default.Seed,
            Space = (proto.Space ?? new()).FromProto(),
            Training = (proto.Training ?? new()).FromProto(),
            Metric = proto.Metric == Proto.AccuracyMetric.Unspecified ? null : EnumMap<AccuracyMetric, Proto.AccuracyMetric>.FromProto(proto.Metric),
            Tenant = proto.Tenant,
            Priority = proto.Priority,
            Continues = proto.Continues is { } continued ? new(continued.Study, continued.Trials) : null,
            WarmStart = [.. proto.WarmStart],
            Output = proto.HasOutput ? proto.Output : null,
            Command = [.. proto.Command],
            Algorithm = proto.HasAlgorithm ? proto.Algorithm : Default.Algorithm,
            Energy = new EnergyModel
            {
                WattsPerCore = energy.HasWattsPerCore ? energy.WattsPerCore : Default.Energy.WattsPerCore,
                GridIntensity = energy.HasGridIntensity ? energy.GridIntensity : Default.Energy.GridIntensity,
            },
        };
    }

    internal static Proto.Target ToProto(this Target target)
    {
        var proto = new Proto.Target { Device = target.Device, Threads = target.Threads, Batch = target.Batch };
        if (target.WeightBits is { } bits)
        {
            proto.WeightBits = bits;
        }

        if (target.LatencySeconds is { } seconds)
        {
            proto.LatencySeconds = seconds;
        }

        return proto;
    }

    internal static Target FromProto(this Proto.Target proto) => new()
    {
        Device = proto.HasDevice ? proto.Device : Default.Target.Device,
        Threads = proto.HasThreads ? proto.Threads : Default.Target.Threads,
        Batch = proto.HasBatch ? proto.Batch : Default.Target.Batch,
        WeightBits = proto.HasWeightBits ? proto.WeightBits : null,
        LatencySeconds = proto.HasLatencySeconds ? proto.LatencySeconds : null,
    };

    internal static Proto.SpaceSpec ToProto(this SpaceSpec space) => new()
    {
        MinKeep = space.MinKeep,
        Precisions = { space.Precisions.Select(EnumMap<Precision, Proto.Precision>.ToProto) },
        Criteria = { space.Criteria.Select(EnumMap<PruningCriterion, Proto.Criterion>.ToProto) },
        Calibrations = { space.Calibrations.Select(EnumMap<CalibrationMethod, Proto.Calibration>.ToProto) },
    };

    internal static SpaceSpec FromProto(this Proto.SpaceSpec proto) => new()
    {
        MinKeep = proto.HasMinKeep ? proto.MinKeep : Default.Space.MinKeep,
        Precisions = List(proto.Precisions, EnumMap<Precision, Proto.Precision>.FromProto, Default.Space.Precisions),
        Criteria = List(proto.Criteria, EnumMap<PruningCriterion, Proto.Criterion>.FromProto, Default.Space.Criteria),
        Calibrations = List(proto.Calibrations, EnumMap<CalibrationMethod, Proto.Calibration>.FromProto, Default.Space.Calibrations),
    };

    internal static Proto.TrainingSpec ToProto(this TrainingSpec training)
    {
        var proto = new Proto.TrainingSpec
        {
            ProbeImages = training.ProbeImages,
            RefineShare = training.RefineShare,
            RefinePoints = training.RefinePoints,
            BatchSize = training.BatchSize,
            Optimizer = training.Optimizer is { } optimizer ? EnumMap<OptimizerKind, Proto.Optimizer>.ToProto(optimizer) : Proto.Optimizer.Unspecified,
            Momentum = training.Momentum,
            WeightDecay = training.WeightDecay,
            WarmUp = training.WarmUp,
            Shift = training.Shift,
            Flip = training.Flip,
            Views = training.Views,
        };
        if (training.Device is { } device)
        {
            proto.Device = device;
        }

        if (training.Memory is { } bytes)
        {
            proto.Memory = bytes;
        }

        return proto;
    }

    internal static TrainingSpec FromProto(this Proto.TrainingSpec proto) => new()
    {
        ProbeImages = proto.HasProbeImages ? proto.ProbeImages : Default.Training.ProbeImages,
        RefineShare = proto.HasRefineShare ? proto.RefineShare : Default.Training.RefineShare,
        RefinePoints = proto.HasRefinePoints ? proto.RefinePoints : Default.Training.RefinePoints,
        BatchSize = proto.HasBatchSize ? proto.BatchSize : Default.Training.BatchSize,
        Optimizer = proto.Optimizer == Proto.Optimizer.Unspecified ? null : EnumMap<OptimizerKind, Proto.Optimizer>.FromProto(proto.Optimizer),
        Momentum = proto.HasMomentum ? proto.Momentum : Default.Training.Momentum,
        WeightDecay = proto.HasWeightDecay ? proto.WeightDecay : Default.Training.WeightDecay,
        WarmUp = proto.HasWarmUp ? proto.WarmUp : Default.Training.WarmUp,
        Shift = proto.HasShift ? proto.Shift : Default.Training.Shift,
        Flip = proto.HasFlip ? proto.Flip : Default.Training.Flip,
        Views = proto.HasViews ? proto.Views : Default.Training.Views,
        Device = proto.HasDevice ? proto.Device : null,
        Memory = proto.HasMemory ? proto.Memory : null,
    };

    private static ImmutableArray<T> List<TProto, T>(IReadOnlyCollection<TProto> values, Func<TProto, T> map, ImmutableArray<T> otherwise) =>
        values.Count == 0 ? otherwise : [.. values.Select(map)];

    private static ImmutableSortedDictionary<Metric, double> ConstraintsOf(Proto.StudySpec proto)
    {
        var constraints = ImmutableSortedDictionary.CreateBuilder<Metric, double>();
        foreach (var constraint in proto.Constraints)
        {
            if (!constraints.TryAdd(EnumMap<Metric, Proto.Metric>.FromProto(constraint.Metric), constraint.Bound))
            {
                throw new FormatException($"{constraint.Metric} is constrained twice.");
            }
        }

        return constraints.ToImmutable();
    }

    private static TimeSpan TimeOf(Duration time)
    {
        try
        {
            return time.ToTimeSpan();
        }
        catch (InvalidOperationException exception)
        {
            throw new FormatException($"A duration is malformed: {exception.Message}", exception);
        }
    }
}

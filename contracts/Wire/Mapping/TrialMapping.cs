using System.Collections.Immutable;
using AutoCompress.Spaces;
using AutoCompress.Trials;
using Proto = AutoCompress.Wire.V1;

namespace AutoCompress.Wire.Mapping;

/// <summary>Trials, their results and measurements in protobuf form.</summary>
public static class TrialMapping
{
    public static Proto.Trial ToProto(this Trial trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        var proto = new Proto.Trial
        {
            Number = trial.Number,
            Candidate = trial.Candidate.ToProto(),
            Fidelity = trial.Fidelity.ToProto(),
            Origin = trial.Origin,
        };
        if (trial.ContinuesFrom is { } from)
        {
            proto.ContinuesFrom = from;
        }

        if (trial.FinishedSeq is { } seq)
        {
            proto.FinishedSeq = seq;
        }

        switch (trial.Result)
        {
            case TrialResult.Completed completed:
                proto.Completed = new Proto.Completed { Values = { completed.Values.ToProto() }, Model = completed.Model, Cost = completed.Cost.ToProto() };
                break;
            case TrialResult.Infeasible infeasible:
                proto.Infeasible = new Proto.Infeasible { Reason = infeasible.Reason };
                break;
            case TrialResult.Stopped stopped:
                proto.Stopped = new Proto.Stopped { Reason = stopped.Reason };
                break;
            case TrialResult.Failed failed:
                proto.Failed = new Proto.Failed { Cause = EnumMap<FailureCause, Proto.FailureCause>.ToProto(failed.Cause), Message = failed.Message };
                break;
        }

        return proto;
    }

    /// <exception cref="FormatException">A part is missing, or a value is newer than this program.</exception>
    public static Trial FromProto(this Proto.Trial proto)
    {
        ArgumentNullException.ThrowIfNull(proto);
        return new Trial(
            proto.Number,
            Required(proto.Candidate, "candidate").FromProto(),
            Required(proto.Fidelity, "fidelity").FromProto(),
            proto.Origin,
            proto.HasContinuesFrom ? proto.ContinuesFrom : null,
            proto.HasFinishedSeq ? proto.FinishedSeq : null,
            ResultOf(proto));
    }

    public static Proto.Candidate ToProto(this Candidate candidate)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        var proto = new Proto.Candidate();
        foreach (var (gene, value) in candidate.Values)
        {
            proto.Genes[gene] = value.IsChoice ? new Proto.GeneValue { Choice = value.Choice } : new Proto.GeneValue { Number = value.Number };
        }

        return proto;
    }

    /// <exception cref="FormatException">A gene has no value.</exception>
    public static Candidate FromProto(this Proto.Candidate proto)
    {
        ArgumentNullException.ThrowIfNull(proto);
        return new Candidate(proto.Genes.Select(gene => KeyValuePair.Create(gene.Key, gene.Value.ValueCase switch
        {
            Proto.GeneValue.ValueOneofCase.Number => GeneValue.Of(gene.Value.Number),
            Proto.GeneValue.ValueOneofCase.Choice => GeneValue.Of(gene.Value.Choice),
            _ => throw new FormatException($"The gene {gene.Key} has no value."),
        })));
    }

    public static IEnumerable<Proto.Measurement> ToProto(this ImmutableSortedDictionary<Metric, Measurement> values) =>
        values.Select(value => value.Value.ToProto(value.Key));

    /// <exception cref="FormatException">A metric stands twice, or a value is newer than this program.</exception>
    public static ImmutableSortedDictionary<Metric, Measurement> FromProto(this IEnumerable<Proto.Measurement> values)
    {
        var found = ImmutableSortedDictionary.CreateBuilder<Metric, Measurement>();
        foreach (var value in values ?? [])
        {
            if (!found.TryAdd(EnumMap<Metric, Proto.Metric>.FromProto(value.Metric), value.FromProto()))
            {
                throw new FormatException($"{value.Metric} stands twice among the values.");
            }
        }

        return found.ToImmutable();
    }

    internal static Proto.Measurement ToProto(this Measurement measurement, Metric metric)
    {
        var proto = new Proto.Measurement
        {
            Metric = EnumMap<Metric, Proto.Metric>.ToProto(metric),
            Value = measurement.Value,
            Provenance = EnumMap<Provenance, Proto.Provenance>.ToProto(measurement.How),
            Untrusted = !measurement.Trusted,
        };
        if (measurement.Low is { } low)
        {
            proto.Low = low;
        }

        if (measurement.High is { } high)
        {
            proto.High = high;
        }

        return proto;
    }

    internal static Measurement FromProto(this Proto.Measurement proto) => new(
        proto.Value,
        EnumMap<Provenance, Proto.Provenance>.FromProto(proto.Provenance),
        proto.HasLow ? proto.Low : null,
        proto.HasHigh ? proto.High : null,
        !proto.Untrusted);

    internal static T Required<T>(T? part, string name) where T : class => part ?? throw new FormatException($"The field {name} is missing.");

    private static Proto.Fidelity ToProto(this Fidelity fidelity)
    {
        var proto = new Proto.Fidelity
        {
            Rung = fidelity.Rung,
            Images = fidelity.Images,
            QuantizationAwareImages = fidelity.QuantizationAwareImages,
            Intermediate = fidelity.Intermediate,
        };
        if (fidelity.Seconds is { } seconds)
        {
            proto.Seconds = seconds;
        }

        return proto;
    }

    private static Fidelity FromProto(this Proto.Fidelity proto) =>
        new(proto.Rung, proto.Images, proto.QuantizationAwareImages, proto.HasSeconds ? proto.Seconds : null, proto.Intermediate);

    private static Proto.TrialCost ToProto(this TrialCost cost) =>
        new() { Seconds = cost.Seconds, TrainingSeconds = cost.TrainingSeconds, TrainedImages = cost.TrainedImages, SavedImages = cost.SavedImages };

    private static TrialCost FromProto(this Proto.TrialCost proto) => new(proto.Seconds, proto.TrainingSeconds, proto.TrainedImages, proto.SavedImages);

    private static TrialResult? ResultOf(Proto.Trial proto) => proto.ResultCase switch
    {
        Proto.Trial.ResultOneofCase.Completed => new TrialResult.Completed(
            proto.Completed.Values.FromProto(), proto.Completed.Model, Required(proto.Completed.Cost, "cost").FromProto()),
        Proto.Trial.ResultOneofCase.Infeasible => new TrialResult.Infeasible(proto.Infeasible.Reason),
        Proto.Trial.ResultOneofCase.Stopped => new TrialResult.Stopped(proto.Stopped.Reason),
        Proto.Trial.ResultOneofCase.Failed => new TrialResult.Failed(
            EnumMap<FailureCause, Proto.FailureCause>.FromProto(proto.Failed.Cause, FailureCause.Internal), proto.Failed.Message),
        _ => null,
    };
}

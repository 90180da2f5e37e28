using AutoCompress.Host.Studies;
using AutoCompress.Studies;
using AutoCompress.Wire.Mapping;
using Google.Protobuf.WellKnownTypes;
using Proto = AutoCompress.Wire.V1;

namespace AutoCompress.Host.Api.Mapping;

/// <summary>Studies, their events and steps in protobuf form.</summary>
public static class StudyMapping
{
    public static Proto.Study ToProto(this StudyStatus study)
    {
        ArgumentNullException.ThrowIfNull(study);
        return new Proto.Study
        {
            Id = study.Id,
            Spec = study.Spec.ToProto(),
            State = EnumMap<StudyState, Proto.StudyState>.ToProto(study.State),
            Message = study.Message ?? "",
            Seq = study.Seq,
            Submitted = Timestamp.FromDateTimeOffset(study.SubmittedAt),
            Active = Duration.FromTimeSpan(study.ActiveTime),
            Running = study.RunningTrials,
            Completed = study.CompletedTrials,
            Finished = study.FinishedTrials,
            Priority = study.Priority,
            Waits = study.Waits ?? "",
        };
    }

    /// <exception cref="FormatException">A part is missing, or a value is newer than this program.</exception>
    public static StudyStatus FromProto(this Proto.Study proto)
    {
        ArgumentNullException.ThrowIfNull(proto);
        return new StudyStatus(
            proto.Id,
            (proto.Spec ?? new()).FromProto(),
            EnumMap<StudyState, Proto.StudyState>.FromProto(proto.State),
            NullIfEmpty(proto.Message),
            proto.Seq,
            (proto.Submitted ?? new()).ToDateTimeOffset(),
            (proto.Active ?? new()).ToTimeSpan(),
            proto.Running,
            proto.Completed,
            proto.Finished) { Priority = proto.Priority, Waits = NullIfEmpty(proto.Waits) };
    }

    public static Proto.Event ToProto(this StudyEvent change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new Proto.Event
        {
            Seq = change.Seq,
            At = Timestamp.FromDateTimeOffset(change.At),
            Kind = EnumMap<StudyEventKind, Proto.EventKind>.ToProto(change.Kind),
            State = EnumMap<StudyState, Proto.StudyState>.ToProto(change.State),
            Message = change.Message ?? "",
            Trial = change.Trial?.ToProto(),
        };
    }

    /// <param name="study">The study that was watched, whose id the event does not repeat.</param>
    /// <exception cref="FormatException">A part is missing, or a value is newer than this program.</exception>
    public static StudyEvent FromProto(this Proto.Event proto, string study)
    {
        ArgumentNullException.ThrowIfNull(proto);
        return new StudyEvent(
            study,
            proto.Seq,
            (proto.At ?? new()).ToDateTimeOffset(),
            EnumMap<StudyEventKind, Proto.EventKind>.FromProto(proto.Kind),
            EnumMap<StudyState, Proto.StudyState>.FromProto(proto.State),
            NullIfEmpty(proto.Message),
            proto.Trial?.FromProto());
    }

    public static Proto.Step ToProto(this StepStatus step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var proto = new Proto.Step
        {
            Stage = step.Stage,
            Silo = step.Silo ?? "",
            Started = step.StartedAt is { } started ? Timestamp.FromDateTimeOffset(started) : null,
            Done = step.Done,
            Note = step.Note,
        };
        if (step.Trial is { } trial)
        {
            proto.Trial = trial;
        }

        return proto;
    }

    public static StepStatus FromProto(this Proto.Step proto)
    {
        ArgumentNullException.ThrowIfNull(proto);
        return new StepStatus(
            proto.HasTrial ? proto.Trial : null, proto.Stage, NullIfEmpty(proto.Silo), proto.Started?.ToDateTimeOffset(), proto.Done, proto.Note);
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}

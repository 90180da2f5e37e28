using AutoCompress.Host.Archive;
using AutoCompress.Studies;
using AutoCompress.Wire.Mapping;
using Google.Protobuf.WellKnownTypes;
using Proto = AutoCompress.Wire.V1;

namespace AutoCompress.Host.Api.Mapping;

/// <summary>Archives and studies that came in, in protobuf form.</summary>
public static class ArchiveMapping
{
    public static Proto.Arrival ToProto(this Arrival arrival)
    {
        ArgumentNullException.ThrowIfNull(arrival);
        return new Proto.Arrival
        {
            Study = arrival.Study,
            State = EnumMap<StudyState, Proto.StudyState>.ToProto(arrival.State),
            Trials = arrival.Trials,
            WasThere = arrival.WasThere,
        };
    }

    /// <exception cref="FormatException">A value is newer than this program.</exception>
    public static Arrival FromProto(this Proto.Arrival proto)
    {
        ArgumentNullException.ThrowIfNull(proto);
        return new Arrival(proto.Study, EnumMap<StudyState, Proto.StudyState>.FromProto(proto.State), proto.Trials, proto.WasThere);
    }

    public static Proto.Archive ToProto(this ArchivedStudy archive)
    {
        ArgumentNullException.ThrowIfNull(archive);
        return new Proto.Archive
        {
            Study = archive.Study,
            State = archive.State is { } state ? EnumMap<StudyState, Proto.StudyState>.ToProto(state) : Proto.StudyState.Unspecified,
            Trials = archive.Trials,
            Seq = archive.Seq,
            At = archive.At is { } at ? Timestamp.FromDateTimeOffset(at) : null,
            There = archive.IsThere,
            Fault = archive.Fault ?? "",
        };
    }

    /// <exception cref="FormatException">A value is newer than this program.</exception>
    public static ArchivedStudy FromProto(this Proto.Archive proto)
    {
        ArgumentNullException.ThrowIfNull(proto);
        return new ArchivedStudy(
            proto.Study,
            proto.State == Proto.StudyState.Unspecified ? null : EnumMap<StudyState, Proto.StudyState>.FromProto(proto.State),
            proto.Trials,
            proto.Seq,
            proto.At?.ToDateTimeOffset(),
            proto.There,
            proto.Fault.Length == 0 ? null : proto.Fault);
    }
}

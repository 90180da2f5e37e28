using AutoCompress.Host.Silos;
using Google.Protobuf.WellKnownTypes;
using Proto = AutoCompress.Wire.V1;

namespace AutoCompress.Host.Api.Mapping;

/// <summary>Silos in protobuf form.</summary>
public static class SiloMapping
{
    public static Proto.Silo ToProto(this SiloStatus silo)
    {
        ArgumentNullException.ThrowIfNull(silo);
        return new Proto.Silo
        {
            Id = silo.Id,
            Labels = { silo.Labels },
            Cores = silo.Cores,
            RunningSteps = silo.RunningSteps,
            Started = Timestamp.FromDateTimeOffset(silo.StartedAt),
            Seen = Timestamp.FromDateTimeOffset(silo.SeenAt),
            Alive = silo.IsAlive,
            Draining = silo.IsDraining,
            Reason = silo.Reason ?? "",
        };
    }

    public static SiloStatus FromProto(this Proto.Silo proto)
    {
        ArgumentNullException.ThrowIfNull(proto);
        return new SiloStatus(
            proto.Id,
            [.. proto.Labels],
            proto.Cores,
            proto.RunningSteps,
            (proto.Started ?? new()).ToDateTimeOffset(),
            (proto.Seen ?? new()).ToDateTimeOffset(),
            proto.Alive,
            proto.Draining) { Reason = proto.Reason.Length == 0 ? null : proto.Reason };
    }
}

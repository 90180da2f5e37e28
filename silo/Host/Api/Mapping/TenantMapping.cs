using AutoCompress.Host.Tenants;
using Google.Protobuf.WellKnownTypes;
using Proto = AutoCompress.Wire.V1;

namespace AutoCompress.Host.Api.Mapping;

/// <summary>Tenants in protobuf form.</summary>
public static class TenantMapping
{
    public static Proto.Tenant ToProto(this TenantStatus tenant)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        return new Proto.Tenant
        {
            Name = tenant.Name,
            Limits = tenant.Limits.ToProto(),
            Share = tenant.Share,
            ActiveStudies = tenant.ActiveStudies,
            RunningSteps = tenant.RunningSteps,
            RunningCores = tenant.RunningCores,
            Used = Duration.FromTimeSpan(tenant.Used),
            Total = Duration.FromTimeSpan(tenant.Total),
            PeriodEnds = tenant.PeriodEnds is { } end ? Timestamp.FromDateTimeOffset(end) : null,
        };
    }

    public static TenantStatus FromProto(this Proto.Tenant proto)
    {
        ArgumentNullException.ThrowIfNull(proto);
        return new TenantStatus(
            proto.Name,
            (proto.Limits ?? new()).FromProto(),
            proto.Share,
            proto.ActiveStudies,
            proto.RunningSteps,
            proto.RunningCores,
            (proto.Used ?? new()).ToTimeSpan(),
            (proto.Total ?? new()).ToTimeSpan(),
            proto.PeriodEnds?.ToDateTimeOffset());
    }

    public static Proto.TenantLimits ToProto(this TenantLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var proto = new Proto.TenantLimits { Weight = limits.Weight, Quota = Of(limits.Quota), Period = Of(limits.Period) };
        if (limits.Concurrency is { } cores)
        {
            proto.Concurrency = cores;
        }

        return proto;
    }

    public static TenantLimits FromProto(this Proto.TenantLimits proto)
    {
        ArgumentNullException.ThrowIfNull(proto);
        return new TenantLimits
        {
            Weight = proto.HasWeight ? proto.Weight : new TenantLimits().Weight,
            Concurrency = proto.HasConcurrency ? proto.Concurrency : null,
            Quota = proto.Quota?.ToTimeSpan(),
            Period = proto.Period?.ToTimeSpan(),
        };
    }

    private static Duration? Of(TimeSpan? time) => time is { } given ? Duration.FromTimeSpan(given) : null;
}

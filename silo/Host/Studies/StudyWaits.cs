using System.Collections.Immutable;
using System.Globalization;
using AutoCompress.Host.Silos;
using AutoCompress.Host.Store;
using AutoCompress.Host.Tenants;

namespace AutoCompress.Host.Studies;

/// <summary>Says why steps of a study do not run, where that is not for others' being first.</summary>
internal static class StudyWaits
{
    /// <param name="awaited">What the study waits for.</param>
    /// <returns>Null where nothing is in the way.</returns>
    public static string? Of(StudyStatus study, IEnumerable<AwaitedSteps> awaited, ImmutableArray<SiloStatus> silos, ImmutableArray<TenantStatus> tenants)
    {
        if (!study.State.IsActive())
        {
            return null;
        }

        var steps = awaited.ToList();
        var reasons = silos.Any(silo => silo.IsAlive)
            ? steps.Where(kind => !kind.IsRunning).Select(kind => Missing(kind.Labels, silos)).OfType<string>().Distinct()
            : ["for a silo: none is alive. Start one with 'autocompress serve'."];
        var isRunning = steps.Exists(kind => kind.IsRunning);
        if (tenants.FirstOrDefault(tenant => tenant.Name == study.Spec.Tenant) is { } tenant)
        {
            reasons = reasons.Concat(tenant switch
            {
                { IsSpent: true } => [Spent(tenant)],
                { IsFull: true } when !isRunning && steps.Count > 0 => [string.Create(
                    CultureInfo.InvariantCulture, $"for a core: {NameOf(tenant)} has the {tenant.Limits.Concurrency} at once that it may have.")],
                _ => Array.Empty<string>(),
            });
        }

        return string.Join(" And ", reasons) is { Length: > 0 } text ? $"waits {text}" : null;
    }

    /// <summary>What no silo offers that is alive; null where one takes such steps.</summary>
    private static string? Missing(ImmutableArray<string> labels, ImmutableArray<SiloStatus> silos)
    {
        var living = silos.Where(silo => silo.IsAlive && labels.All(label => silo.Labels.Contains(label))).ToList();
        if (living.Exists(silo => !silo.IsDraining))
        {
            return null;
        }

        if (living.FirstOrDefault() is { } draining)
        {
            return $"for silo {draining.Id}, which takes nothing now{(draining.Reason is { } reason ? $": {reason.TrimEnd('.')}." : ".")}";
        }

        var unknown = labels.Where(label => !silos.Any(silo => silo.IsAlive && silo.Labels.Contains(label))).ToList();
        var wanted = unknown.Count > 0 ? unknown : [.. labels];
        return $"for a silo with the label{(wanted.Count > 1 ? "s" : "")} {string.Join(" and ", wanted)}: none that is alive offers {(wanted.Count > 1 ? "them together" : "it")}.";
    }

    private static string Spent(TenantStatus tenant)
    {
        var until = tenant.PeriodEnds is { } end
            ? string.Create(CultureInfo.InvariantCulture, $"goes on at {end.UtcDateTime:yyyy-MM-dd HH:mm} UTC, or when the quota is raised")
            : "goes on when the quota is raised";
        return string.Create(CultureInfo.InvariantCulture, $"for its quota: {NameOf(tenant)} has used its {tenant.Limits.Quota!.Value.TotalHours:0.##} core-hours; it {until}.");
    }

    private static string NameOf(TenantStatus tenant) => tenant.Name.Length == 0 ? "the tenant without a name" : $"tenant '{tenant.Name}'";
}

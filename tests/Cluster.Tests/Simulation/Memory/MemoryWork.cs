using System.Collections.Immutable;
using AutoCompress.Host.Store;
using AutoCompress.Host.Store.Rows;
using AutoCompress.Host.Tenants;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Simulation.Memory;

/// <inheritdoc/>
internal sealed class MemoryWork(MemoryTables tables) : IWorkStore
{
    public Task<ImmutableArray<StepLease>> ClaimAsync(WorkOffer offer, CancellationToken cancellationToken)
    {
        var (leases, reaped) = tables.Write("claim", () =>
        {
            var any = MemoryLeases.Reap(tables);
            return (Claim(offer), any);
        });
        if (reaped)
        {
            tables.Changed();
        }

        return Task.FromResult(leases);
    }

    public Task<ImmutableArray<bool>> CommitAsync(ImmutableArray<FinishedStep> steps, CancellationToken cancellationToken)
    {
        var held = tables.Write("commit", () => steps.Select(Commit).ToImmutableArray());
        tables.Changed();
        return Task.FromResult(held);
    }

    public Task<bool> FailAsync(StepLease lease, FailureCause cause, string message, CancellationToken cancellationToken) =>
        Finish("fail", lease, step =>
        {
            var failure = new StepFailure(lease.Stage.Name, cause, message);
            tables.Witness?.StepFailed(step, failure);
            MemoryLeases.Fail(tables, step, failure);
        });

    public Task<bool> HandBackAsync(StepLease lease, CancellationToken cancellationToken) => Finish("hand back", lease, HandBack);

    public Task<bool> SuspendAsync(StepLease lease, string message, CancellationToken cancellationToken) => Finish("suspend", lease, step =>
    {
        foreach (var study in MemoryLeases.StudiesOf(step).Select(id => tables.Study(id)!).Where(study => study.IsActive))
        {
            MemoryEvents.Pause(tables, study, message);
        }

        HandBack(step);
    });

    public Task<bool> ForgetAsync(StepLease lease, ImmutableArray<string> keys, CancellationToken cancellationToken) => Finish("forget", lease, step =>
    {
        foreach (var key in keys)
        {
            if (tables.Results.Remove(key))
            {
                tables.Witness?.ResultForgotten(key);
            }
        }

        MemoryLeases.End(tables, step, null);
    });

    public Task<bool> CheckpointAsync(StepLease lease, ImmutableSortedDictionary<string, string> files, CancellationToken cancellationToken) =>
        Task.FromResult(tables.Write("checkpoint", () =>
        {
            if (Held(lease) is not { } step)
            {
                tables.Witness?.StepRefused(lease, "checkpoint");
                return false;
            }

            tables.Witness?.StepWritten(step, lease, "checkpoint");
            step.Checkpoint = files;
            tables.Witness?.CheckpointKept(step);
            return true;
        }));

    public Task<StageOutput?> ResultAsync(string key, CancellationToken cancellationToken) => tables.Read(() => tables.Results.GetValueOrDefault(key)?.Output);

    private bool Commit(FinishedStep finished)
    {
        var lease = finished.Lease;
        if (tables.Has(MemoryFlaws.LastResultWins) && tables.Results.ContainsKey(lease.Key))
        {
            Keep(finished);
        }

        return Write("commit", lease, step =>
        {
            if (!tables.Results.ContainsKey(lease.Key))
            {
                Keep(finished, step);
            }

            MemoryLeases.End(tables, step, null);
        });
    }

    private void Keep(FinishedStep step, MemoryWorkRow? row = null)
    {
        var lease = step.Lease;
        var result = new MemoryResult(
            lease.Key, lease.Stage.Name, step.Output, step.Seconds, row?.Study ?? lease.Study, row?.Trial ?? lease.Trial ?? 0) { UsedAt = tables.Now };
        tables.Results[lease.Key] = result;
        tables.Witness?.ResultKept(result);
    }

    /// <summary>Steps that an active study waits for.</summary>
    private ImmutableArray<StepLease> Claim(WorkOffer offer)
    {
        var taken = ImmutableArray.CreateBuilder<StepLease>();
        while (First(offer) is { } step && Math.Min(step.Stage.Cores, offer.AllCores) is var cores && cores <= offer.FreeCores)
        {
            taken.Add(Claim(offer, step));
            offer = offer with
            {
                FreeCores = offer.FreeCores - cores,
                Labels = step.Stage.Labels.Contains(StageLabels.Measure) ? offer.Labels.Remove(StageLabels.Measure) : offer.Labels,
            };
        }

        return taken.ToImmutable();
    }

    private MemoryWorkRow? First(WorkOffer offer)
    {
        var service = MemoryShares.Service(tables);
        var limits = tables.Tenants.Count == 0 ? [] : MemoryTenants.List(tables).ToDictionary(tenant => tenant.Name, StringComparer.Ordinal);
        var line = MemoryLoad.InLine(tables)
            .Where(step => step.Owner is null && step.Stage.Labels.All(label => offer.Labels.Contains(label)))
            .OrderBy(step => service.GetValueOrDefault(step.Study)).ThenBy(step => step.Trial).ThenBy(step => step.Id)
            .Where(step => limits.Count == 0 || step.Waiters.Any(waiter => tables.Study(waiter.Study) is { IsActive: true } study && (tables.Has(MemoryFlaws.NoQuotaCheck) || !limits[study.Spec.Tenant].IsSpent)));
        var full = new HashSet<string>(StringComparer.Ordinal);
        foreach (var step in line)
        {
            // One that its tenant may not have for now stops those of its tenant behind it.
            var tenant = tables.Study(step.Study)!.Spec.Tenant;
            if (limits.Count == 0 || (!full.Contains(tenant) && (tables.Has(MemoryFlaws.NoConcurrencyCheck) || !IsOver(limits[tenant], step))))
            {
                return step;
            }

            full.Add(tenant);
        }

        return null;
    }

    private static bool IsOver(TenantStatus tenant, MemoryWorkRow step) =>
        tenant.Limits.Concurrency is { } limit && tenant.RunningSteps > 0 && tenant.RunningCores + step.Stage.Cores > limit;

    private StepLease Claim(WorkOffer offer, MemoryWorkRow step)
    {
        MemoryShares.Settle(tables, step.Study);
        (step.Owner, step.LeaseUntil, step.Fence) = (offer.Silo, tables.Now + (long)offer.Lease.TotalMilliseconds, tables.NextFence());
        (step.Attempts, step.StartedAt) = (step.Attempts + 1, tables.Now);
        MemoryActiveTime.Count(tables, MemoryLeases.StudiesOf(step));
        tables.Witness?.StepClaimed(step);
        return step.ToLease();
    }

    private void HandBack(MemoryWorkRow step)
    {
        MemoryShares.Charge(tables, step);
        step.Free();
        step.DeadOwners = 0;
        MemoryLeases.DropUnwanted(tables, step);
        MemoryActiveTime.Count(tables, MemoryLeases.StudiesOf(step));
    }

    private MemoryWorkRow? Held(StepLease lease) => tables.Work.GetValueOrDefault(lease.Key) is { } step && step.Id == lease.Work
        && (tables.Has(MemoryFlaws.NoFenceCheck) || (step.Fence == lease.Fence && step.Owner == lease.Silo)) ? step : null;

    private Task<bool> Finish(string name, StepLease lease, Action<MemoryWorkRow> write)
    {
        var held = tables.Write(name, () => Write(name, lease, write));
        tables.Changed();
        if (name == "suspend")
        {
            tables.Ordered();
        }

        return Task.FromResult(held);
    }

    /// <summary>Within a transaction.</summary>
    private bool Write(string name, StepLease lease, Action<MemoryWorkRow> write)
    {
        if (Held(lease) is not { } step)
        {
            tables.Witness?.StepRefused(lease, name);
            return false;
        }

        tables.Witness?.StepWritten(step, lease, name);
        write(step);
        return true;
    }
}

using System.Collections.Immutable;
using AutoCompress.Host.Silos;
using AutoCompress.Host.Store;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Simulation.Memory;

/// <inheritdoc/>
internal sealed class MemorySilos(MemoryTables tables) : ISiloStore
{
    public Task JoinAsync(SiloOffer offer, TimeSpan lease, CancellationToken cancellationToken) => Do("join", () =>
        tables.Silos[offer.Silo] = new MemorySiloRow(offer, tables.Now) { LeaseUntil = tables.Now + (long)lease.TotalMilliseconds });

    public Task DrainAsync(string silo, string? reason, CancellationToken cancellationToken) => Do("drain", () =>
    {
        if (tables.Silos.TryGetValue(silo, out var row))
        {
            (row.Draining, row.Reason) = (true, reason);
        }
    });

    public Task ReturnAsync(string silo, CancellationToken cancellationToken) => Do("return", () =>
    {
        if (tables.Silos.TryGetValue(silo, out var row))
        {
            (row.Draining, row.Reason) = (false, null);
        }
    });

    public Task LeaveAsync(string silo, CancellationToken cancellationToken) => Do("leave", () =>
    {
        MemoryLeases.FreeAll(tables, silo);
        tables.Silos.Remove(silo);
    });

    public Task<ImmutableArray<SiloStatus>> ListAsync(CancellationToken cancellationToken) => tables.Read(() => tables.Silos.Values
        .OrderBy(silo => silo.StartedAt).ThenBy(silo => silo.Offer.Silo, StringComparer.Ordinal)
        .Select(silo => new SiloStatus(
            silo.Offer.Silo,
            silo.Offer.Labels,
            silo.Offer.Cores.Length,
            tables.Work.Values.Count(step => step.Owner == silo.Offer.Silo),
            DateTimeOffset.FromUnixTimeMilliseconds(silo.StartedAt),
            DateTimeOffset.FromUnixTimeMilliseconds(silo.SeenAt),
            silo.LeaseUntil >= tables.Now,
            silo.Draining) { Reason = silo.Reason })
        .ToImmutableArray());

    public IReadOnlyDictionary<long, LeaseSignal> Beat(Heartbeat beat) => tables.Write("beat", () =>
    {
        var until = tables.Now + (long)beat.Lease.TotalMilliseconds;
        if (tables.Silos.TryGetValue(beat.Silo, out var silo))
        {
            (silo.SeenAt, silo.LeaseUntil) = (tables.Now, until);
        }

        var answers = new Dictionary<long, LeaseSignal>();
        foreach (var lease in beat.Studies)
        {
            answers[lease.Fence] = Renew(lease, until);
        }

        foreach (var (lease, progress) in beat.Steps)
        {
            answers[lease.Fence] = Renew(lease, progress, until);
        }

        return answers;
    });

    private LeaseSignal Renew(StudyLease lease, long until)
    {
        if (tables.Study(lease.Study) is not { } study || !study.IsHeld(lease))
        {
            return LeaseSignal.Lost;
        }

        study.LeaseUntil = until;
        MemoryActiveTime.Count(tables, study);
        return LeaseSignal.Continue;
    }

    private LeaseSignal Renew(StepLease lease, StageProgress? progress, long until)
    {
        if (tables.Work.GetValueOrDefault(lease.Key) is not { } step || step.Id != lease.Work || step.Fence != lease.Fence || step.Owner != lease.Silo)
        {
            return LeaseSignal.Lost;
        }

        (step.LeaseUntil, step.Done, step.Note) = (until, progress?.Done ?? step.Done, progress?.Note ?? step.Note);
        var studies = MemoryLeases.StudiesOf(step);
        MemoryActiveTime.Count(tables, studies);
        return studies.Count == 0 ? LeaseSignal.Cancel
            : studies.Exists(id => tables.Study(id)!.IsActive) ? LeaseSignal.Continue
            : LeaseSignal.Pause;
    }

    private Task Do(string name, Action write)
    {
        tables.Write(name, () =>
        {
            write();
            return true;
        });
        return Task.CompletedTask;
    }
}

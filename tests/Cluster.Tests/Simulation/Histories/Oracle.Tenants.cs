using AutoCompress.Cluster.Tests.Simulation.Memory;
using AutoCompress.Host.Store.Rows;
using AutoCompress.Host.Tenants;

namespace AutoCompress.Cluster.Tests.Simulation.Histories;

internal sealed partial class Oracle
{
    private readonly Dictionary<long, (string Tenant, int Cores, long Since)> _running = [];
    private readonly Dictionary<string, Book> _books = new(StringComparer.Ordinal);

    /// <summary>The old count stays where the period does.</summary>
    public void TenantSet(string tenant, TenantLimits limits) => _books[tenant] =
        _books.TryGetValue(tenant, out var book) && book.Limits.Period == limits.Period ? book with { Limits = limits } : new Book(limits, tables.Now, []);

    /// <summary>Invariants 17 and 18: a claim keeps to what the tenants may have at that moment.</summary>
    private void CheckLimits(MemoryWorkRow step)
    {
        var tenant = TenantOf(step.Study);
        var (runs, cores) = Running(tenant);
        if (_books.GetValueOrDefault(tenant)?.Limits.Concurrency is { } most)
        {
            Counts.Limited++;
            Check(runs == 0 || cores + step.Stage.Cores <= most, 17, $"The step {step.Key} of tenant '{tenant}' asks for {step.Stage.Cores} cores beside {cores}, with a limit of {most}.");
        }

        Check(
            step.Waiters.Any(waiter => tables.Study(waiter.Study)!.IsActive && !IsSpent(TenantOf(waiter.Study))),
            18,
            $"The step {step.Key} is claimed though all tenants that wait for it have used up their quotas.");
        _running[step.Id] = (tenant, step.Stage.Cores, tables.Now);
    }

    /// <summary>Invariant 18: the core time of a run counts once, for the tenant of whoever asked first.</summary>
    private void Charge(MemoryWorkRow step)
    {
        if (_running.Remove(step.Id, out var run) && _books.TryGetValue(run.Tenant, out var book))
        {
            book.Entries.Add((tables.Now, Cost(run.Cores, run.Since, Math.Min(tables.Now, step.LeaseUntil))));
        }
    }

    /// <summary>Invariant 18: the store counts what the oracle does.</summary>
    private void CheckBooks()
    {
        foreach (var tenant in _books.Count == 0 ? [] : MemoryTenants.List(tables).Where(tenant => _books.ContainsKey(tenant.Name)))
        {
            var (runs, cores) = Running(tenant.Name);
            Check((tenant.RunningSteps, tenant.RunningCores) == (runs, cores), 17, $"Tenant '{tenant.Name}' has {runs} steps on {cores} cores, and the store says {tenant.RunningSteps} on {tenant.RunningCores}.");
            var used = Used(tenant.Name);
            Check(Math.Abs(tenant.Used.TotalMilliseconds - used) < 1, 18, $"Tenant '{tenant.Name}' has used {used} ms of core time, and the store says {tenant.Used.TotalMilliseconds}.");
            Counts.Spent += tenant is { IsSpent: true, ActiveStudies: > 0 } ? 1 : 0;
        }
    }

    private string TenantOf(string study) => tables.Study(study)!.Spec.Tenant;

    private (int Runs, int Cores) Running(string tenant)
    {
        var runs = _running.Values.Where(run => run.Tenant == tenant).ToList();
        return (runs.Count, runs.Sum(run => run.Cores));
    }

    private bool IsSpent(string tenant) => _books.GetValueOrDefault(tenant)?.Limits.Quota is { } quota && Used(tenant) >= quota.TotalMilliseconds;

    /// <summary>Milliseconds of core time since the period began, with all that runs.</summary>
    private double Used(string tenant)
    {
        var book = _books[tenant];
        var start = book.Limits.Period is { } period ? tables.Now - ((tables.Now - book.Since) % (long)period.TotalMilliseconds) : book.Since;
        return book.Entries.Where(entry => entry.At >= start).Sum(entry => entry.Cost)
            + _running.Values.Where(run => run.Tenant == tenant).Sum(run => Cost(run.Cores, run.Since, tables.Now));
    }

    private static double Cost(int cores, long since, long until) => (double)cores * (until - since + FairShare.Start);

    /// <summary>What a tenant may have, since when, and what it had.</summary>
    private sealed record Book(TenantLimits Limits, long Since, List<(long At, double Cost)> Entries);
}

using AutoCompress.Host.Store;
using AutoCompress.Host.Tenants;

namespace AutoCompress.Cluster.Tests.Simulation.Histories;

/// <summary>Who looks after a cluster: says what tenants may have, and lets old results be forgotten.</summary>
internal sealed class Operator
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);
    private readonly HistoryWorld _history;
    private readonly Process _process;
    private bool _isLifting;

    public Operator(HistoryWorld history)
    {
        _history = history;
        _process = new Process(history.World, "operator");
    }

    public void Begin()
    {
        foreach (var tenant in _history.Plan.Tenants)
        {
            if (tenant.Limits is { } limits)
            {
                _process.Later(_history.World.Between(0, 10), () => _ = SetAsync(tenant.Name, limits));
            }
        }

        if (_history.Plan.Unused is { } unused)
        {
            _process.Later(Pause, () => _ = ForgetAsync(unused));
        }
    }

    /// <summary>Gives a tenant other limits than it has.</summary>
    public void Limit(int tenant) => _process.Later(
        TimeSpan.Zero, () => _ = SetAsync(_history.Plan.Tenants[tenant].Name, TenantPlan.Draw(_history.World.Random)));

    /// <summary>Takes back quotas that would keep studies from ending for ever, again and again: an order that was late may come yet.</summary>
    public void LiftAll()
    {
        if (!_isLifting && _history.Store.Tables.Tenants.FirstOrDefault(tenant => IsTight(tenant.Value.Limits)) is { Value: { } row, Key: var name })
        {
            _isLifting = true;
            _process.Later(TimeSpan.Zero, async () =>
            {
                await SetAsync(name, row.Limits with { Quota = Enough(row.Limits) }).ConfigureAwait(false);
                _isLifting = false;
            });
        }
    }

    private static bool IsTight(TenantLimits limits) => limits.Quota is { } quota && !(quota >= Enough(limits));

    /// <summary>Two cores all the time.</summary>
    private static TimeSpan? Enough(TenantLimits limits) => 2 * limits.Period;

    private async Task SetAsync(string tenant, TenantLimits limits)
    {
        try
        {
            await _history.Network.Write(
                _process,
                "set tenant",
                tenant,
                async () =>
                {
                    await _history.Store.Tenants.SetAsync(tenant, limits, CancellationToken.None);
                    return true;
                },
                CancellationToken.None).ConfigureAwait(false);
        }
        catch (StoreException)
        {
            // It is not known whether that was done.
        }
    }

    private async Task ForgetAsync(TimeSpan unused)
    {
        while (true)
        {
            try
            {
                await _history.Network.Write(
                    _process, "forget unused", "", () => _history.Store.Upkeep.ForgetUnusedAsync(unused, isDryRun: false, CancellationToken.None), CancellationToken.None).ConfigureAwait(false);
            }
            catch (StoreException)
            {
                // The next time.
            }

            await _process.Pass(Pause).ConfigureAwait(false);
        }
    }
}

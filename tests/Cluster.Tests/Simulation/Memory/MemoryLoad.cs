using AutoCompress.Host.Store;
using AutoCompress.Host.Store.Rows;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Simulation.Memory;

/// <summary>How busy the cluster is, as one of its studies sees it.</summary>
internal static class MemoryLoad
{
    public static ClusterLoad Of(MemoryTables tables, string study)
    {
        var now = tables.Now;
        var live = tables.Silos.Values.Where(silo => !silo.Draining && silo.LeaseUntil >= now).Select(silo => silo.Offer).ToList();
        var rows = InLine(tables).OrderBy(step => step.Owner is null).ThenBy(step => step.Trial).ThenBy(step => step.Id).Select(step => new LoadRow
        {
            Cores = step.Stage.Cores,
            Measures = step.Stage.Labels.Contains(StageLabels.Measure),
            Mine = step.Waiters.Any(waiter => waiter.Study == study),
        });
        return LoadRow.Sum(
            [.. rows],
            live.SelectMany(offer => offer.Cores.Select(core => (offer.Host, core))).Distinct().Count(),
            live.Where(offer => offer.Labels.Contains(StageLabels.Measure)).Select(offer => offer.Host).Distinct().Count(),
            MemoryShares.Weights(tables) is { Count: > 0 } shares ? shares.GetValueOrDefault(study, shares.Values.Sum()) / shares.Values.Sum() : 1);
    }

    /// <summary>Steps that an active study waits for.</summary>
    public static IEnumerable<MemoryWorkRow> InLine(MemoryTables tables) =>
        tables.Work.Values.Where(step => step.Waiters.Any(waiter => tables.Study(waiter.Study)!.IsActive));
}

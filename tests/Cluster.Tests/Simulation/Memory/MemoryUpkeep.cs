using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Store;
using AutoCompress.Host.Studies;

namespace AutoCompress.Cluster.Tests.Simulation.Memory;

/// <inheritdoc/>
internal sealed class MemoryUpkeep(MemoryTables tables) : IUpkeepStore
{
    private readonly Dictionary<string, (string? Owner, long LeaseUntil, long DoneAt)> _chores = new(StringComparer.Ordinal);
    private string? _mark;

    public Task<ClusterMark> MarkAsync(string? proposal, CancellationToken cancellationToken) =>
        Task.FromResult(tables.Write("mark", () => new ClusterMark("memory", _mark ??= proposal)));

    public Task<bool> ClaimChoreAsync(string chore, string silo, TimeSpan lease, TimeSpan pause, CancellationToken cancellationToken) =>
        Task.FromResult(tables.Write("claim chore", () =>
        {
            var (owner, until, done) = _chores.GetValueOrDefault(chore);
            if ((owner is not null && until >= tables.Now) || done > tables.Now - (long)pause.TotalMilliseconds)
            {
                return false;
            }

            _chores[chore] = (silo, tables.Now + (long)lease.TotalMilliseconds, done);
            return true;
        }));

    public Task EndChoreAsync(string chore, string silo, CancellationToken cancellationToken) => Task.FromResult(tables.Write("end chore", () =>
    {
        var mine = _chores.GetValueOrDefault(chore).Owner == silo;
        if (mine)
        {
            _chores[chore] = (null, 0, tables.Now);
        }

        return mine;
    }));

    public Task<TimeSpan> LongestStepAsync(CancellationToken cancellationToken) => tables.Read(() => TimeSpan.FromMilliseconds(
        tables.Work.Values.Where(step => step.Owner is not null).Select(step => tables.Now - step.StartedAt!.Value).DefaultIfEmpty().Max()));

    public Task<int> ForgetUnusedAsync(TimeSpan unused, bool isDryRun, CancellationToken cancellationToken) => Task.FromResult(tables.Write("forget unused", () =>
    {
        var old = tables.Results.Values
            .Where(result => result.UsedAt < tables.Now - (long)unused.TotalMilliseconds && (tables.Has(MemoryFlaws.AgesTheUnended) || (tables.Study(result.Study)?.State.IsFinal() ?? true)))
            .ToList();
        foreach (var result in isDryRun ? [] : old)
        {
            tables.Witness?.ResultAged(result, unused);
            tables.Results.Remove(result.Key);
            tables.Witness?.ResultForgotten(result.Key);
        }

        return old.Count;
    }));

    public Task<StoreReferences> ReferencesAsync(CancellationToken cancellationToken) => tables.Read(() =>
    {
        var references = new HashSet<string>(StringComparer.Ordinal);
        IEnumerable<object?> rows =
        [
            .. tables.Studies.SelectMany(study => new object?[] { study.Spec, study.Inputs, study.Plan, study.Front, study.AllTrials }),
            .. tables.Work.Values.SelectMany(step => new object?[] { step.Stage, step.Checkpoint }),
            .. tables.Results.Values.Select(result => result.Output),
        ];
        foreach (var row in rows.OfType<object>())
        {
            ArtifactReferences.Collect(Json.Write(row), references);
        }

        return new StoreReferences(references, tables.Studies.Select(study => study.Id).ToHashSet());
    });
}

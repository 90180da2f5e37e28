using System.Collections.Immutable;
using AutoCompress.Cluster.Tests.Simulation.Memory;
using AutoCompress.Host.Store;
using AutoCompress.Host.Store.Rows;

namespace AutoCompress.Cluster.Tests.Simulation.Histories;

internal sealed partial class Oracle
{
    private readonly Dictionary<long, (string Silo, long Fence)> _owners = [];
    private readonly Dictionary<long, int> _deadInARow = [];
    private readonly Dictionary<long, ImmutableSortedDictionary<string, string>> _checkpoints = [];
    private readonly Dictionary<string, MemoryResult> _results = new(StringComparer.Ordinal);
    private long _writing;

    public void StepClaimed(MemoryWorkRow step)
    {
        Counts.Claims++;
        CheckFence(step.Fence, step.Stage.Name);
        Check(_owners.TryAdd(step.Id, (step.Owner!, step.Fence)), 2, $"The step {step.Key} is claimed by {step.Owner} while {_owners[step.Id].Silo} has it.");
        Check(step.Attempts == 1, 9, $"The step {step.Key} is at attempt {step.Attempts}, though only lost and drained silos had it.");
        CheckLimits(step);
        Check(_checkpoints.GetValueOrDefault(step.Id) == step.Checkpoint, 2, $"The step {step.Key} goes on from a checkpoint that is not its last.");
    }

    public void StepWritten(MemoryWorkRow step, StepLease lease, string write)
    {
        Check(
            _owners.TryGetValue(step.Id, out var owner) && owner == (lease.Silo, lease.Fence),
            2,
            $"'{write}' of {lease.Silo} (fence {lease.Fence}) for the step {step.Key} was accepted, though {(owner.Silo is null ? "nobody" : $"{owner.Silo} (fence {owner.Fence})")} has it.");
        _writing = step.Id;
        if (write == "checkpoint")
        {
            return;
        }

        Charge(step);
        _owners.Remove(step.Id);
        _deadInARow.Remove(step.Id);
    }

    public void StepRescued(MemoryWorkRow step, bool died)
    {
        Counts.Rescues++;
        Check(step.LeaseUntil < tables.Now, 6, $"The step {step.Key} was taken from {step.Owner}, whose lease still runs.");
        Charge(step);
        _owners.Remove(step.Id);
        if (!died)
        {
            return;
        }

        Counts.Deaths++;
        _deadInARow[step.Id] = _deadInARow.GetValueOrDefault(step.Id) + 1;
        var silo = tables.Silos.GetValueOrDefault(step.Owner!);
        Check(
            silo is null || silo.LeaseUntil < tables.Now || silo.StartedAt > step.StartedAt,
            8,
            $"{step.Owner} counts as dead, though it beats.");
        Check(silo is not null || IsGone(step.Owner!), 8, $"{step.Owner} counts as dead, though it left.");
    }

    /// <summary>Invariant 2, the other way round: an owner that is one is not refused.</summary>
    public void StepRefused(StepLease lease, string write)
    {
        Counts.Refused += write == "checkpoint" ? 0 : 1;
        Check(
            !_owners.TryGetValue(lease.Work, out var owner) || owner != (lease.Silo, lease.Fence),
            2,
            $"'{write}' of {lease.Silo} (fence {lease.Fence}) for the step {lease.Key} was refused, though it has it.");
    }

    public void CheckpointKept(MemoryWorkRow step)
    {
        Counts.Checkpoints++;
        _checkpoints[step.Id] = step.Checkpoint!;
    }

    public void StepLeft(MemoryWorkRow step)
    {
        Charge(step);
        _owners.Remove(step.Id);
    }

    public void Poisoned(MemoryWorkRow step)
    {
        Counts.Poisoned++;
        Check(
            _deadInARow.GetValueOrDefault(step.Id) >= Poison.DeadOwners, 8, $"The step {step.Key} is poisoned after {_deadInARow.GetValueOrDefault(step.Id)} dead owners in a row.");
    }

    public void ResultKept(MemoryResult result)
    {
        ResultAsked(result.Key);
        Check(_results.TryAdd(result.Key, result), 3, $"The result of {result.Key} was replaced: the first one has to stay.");
        Check(tables.Work.GetValueOrDefault(result.Key)?.Id == _writing, 2, $"A result of {result.Key} was kept that no owner of the step wrote.");
    }

    public void ResultForgotten(string key) => _results.Remove(key);
}

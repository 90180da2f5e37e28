using AutoCompress.Host.Store;
using AutoCompress.Host.Store.Rows;

namespace AutoCompress.Cluster.Tests.Simulation.Memory;

/// <summary>What ends without its owner's word: leases that ran out, steps that nobody waits for.</summary>
internal static class MemoryLeases
{
    /// <summary>Puts steps whose lease ran out back into the queue, and fails those that killed too many.</summary>
    /// <returns>Whether there was any.</returns>
    public static bool Reap(MemoryTables tables)
    {
        var now = tables.Now;
        var expired = tables.Work.Values.Where(step => step.Owner is not null && step.LeaseUntil < now).OrderBy(step => step.Id).ToList();
        if (tables.Has(MemoryFlaws.UnguardedRescue))
        {
            var before = tables.Suspects.Where(step => step.Owner is not null && tables.Work.ContainsKey(step.Key)).ToList();
            tables.Suspects.Clear();
            tables.Suspects.AddRange(expired);
            expired = before;
        }

        foreach (var step in expired)
        {
            Rescue(tables, step, now);
        }

        return expired.Count > 0;
    }

    /// <summary>Takes from a silo that leaves what it has: no attempt is counted, but the core time.</summary>
    public static void FreeAll(MemoryTables tables, string silo)
    {
        foreach (var step in tables.Work.Values.Where(step => step.Owner == silo).OrderBy(step => step.Id).ToList())
        {
            tables.Witness?.StepLeft(step);
            MemoryShares.Charge(tables, step);
            step.Free();
            DropUnwanted(tables, step);
            MemoryActiveTime.Count(tables, StudiesOf(step));
        }

        foreach (var study in tables.Studies.Where(study => study.Owner == silo))
        {
            study.Owner = null;
            MemoryActiveTime.Count(tables, study);
        }
    }

    /// <summary>Tells everyone who waits for a step how it failed, and removes it.</summary>
    public static void Fail(MemoryTables tables, MemoryWorkRow step, StepFailure failure)
    {
        foreach (var (study, trial) in step.Waiters.Where(waiter => waiter.Trial == 0))
        {
            tables.Study(study)!.Failure = failure;
        }

        End(tables, step, failure);
    }

    /// <summary>Removes the step; whoever waited for it has a turn to take.</summary>
    public static void End(MemoryTables tables, MemoryWorkRow step, StepFailure? failure)
    {
        MemoryShares.Charge(tables, step);
        tables.Work.Remove(step.Key);
        foreach (var (id, number) in step.Waiters.Where(waiter => waiter.Trial != 0))
        {
            var trial = tables.Study(id)!.Trials[number - 1];
            if (trial.Trial.IsRunning)
            {
                (trial.Due, trial.Failure) = (true, failure);
            }
        }

        MemoryActiveTime.Count(tables, StudiesOf(step));
    }

    /// <summary>The trial waits for nothing any more.</summary>
    public static void Forget(MemoryTables tables, string study, int trial)
    {
        foreach (var step in tables.Work.Values.ToList())
        {
            if (step.Waiters.Remove((study, trial)))
            {
                DropUnwanted(tables, step);
            }
        }
    }

    /// <summary>Deletes a queued step that nobody waits for.</summary>
    public static void DropUnwanted(MemoryTables tables, MemoryWorkRow step)
    {
        if (step.Owner is null && step.Waiters.Count == 0)
        {
            tables.Work.Remove(step.Key);
        }
    }

    public static List<string> StudiesOf(MemoryWorkRow step) => [.. step.Waiters.Select(waiter => waiter.Study).Distinct()];

    private static void Rescue(MemoryTables tables, MemoryWorkRow step, long now)
    {
        // An owner that lives has lost this lease alone, which is not the step's fault.
        var died = !(tables.Silos.GetValueOrDefault(step.Owner!) is { } silo && silo.LeaseUntil >= now && silo.StartedAt <= step.StartedAt);
        tables.Witness?.StepRescued(step, died);
        var poison = Poison.Failure(new WorkRow { Name = step.Stage.Name, Owner = step.Owner });
        MemoryShares.Charge(tables, step);
        step.Free();
        step.DeadOwners += died ? 1 : 0;
        if (step.DeadOwners >= Poison.DeadOwners)
        {
            tables.Witness?.Poisoned(step);
            Fail(tables, step, poison);
        }
        else
        {
            DropUnwanted(tables, step);
            MemoryActiveTime.Count(tables, StudiesOf(step));
        }
    }
}

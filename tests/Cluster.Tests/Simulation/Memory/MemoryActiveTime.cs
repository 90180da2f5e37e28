using AutoCompress.Host.Store.Rows;

namespace AutoCompress.Cluster.Tests.Simulation.Memory;

/// <summary>Counts the time in which a study is worked on, as <see cref="ActiveTime"/> defines it.</summary>
internal static class MemoryActiveTime
{
    public static void Count(MemoryTables tables, MemoryStudy study)
    {
        var now = tables.Now;
        study.ActiveMs += ActiveTime.Open(study.ActiveAt, now);
        study.ActiveAt = study.IsActive && study.Owner is not null && IsWorkedOn(tables, study) ? now : null;
    }

    public static void Count(MemoryTables tables, IEnumerable<string> studies)
    {
        foreach (var study in studies)
        {
            Count(tables, tables.Study(study)!);
        }
    }

    private static bool IsWorkedOn(MemoryTables tables, MemoryStudy study)
    {
        var waits = false;
        foreach (var step in tables.Work.Values)
        {
            if (step.Waiters.Any(waiter => waiter.Study == study.Id))
            {
                if (step.Owner is not null)
                {
                    return true;
                }

                waits = true;
            }
        }

        return !waits;
    }
}

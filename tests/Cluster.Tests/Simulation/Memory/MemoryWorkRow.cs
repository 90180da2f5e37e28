using System.Collections.Immutable;
using AutoCompress.Host.Store;
using AutoCompress.Host.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Simulation.Memory;

/// <summary>A row of the table <c>work</c> with those who wait for it.</summary>
internal sealed class MemoryWorkRow(long id, string key, string study, int trial, Stage stage)
{
    public long Id => id;

    public string Key => key;

    /// <summary>Who asked for it first, or has it from a study that was deleted.</summary>
    public string Study { get; set; } = study;

    /// <summary>0 for a step of the study itself.</summary>
    public int Trial { get; set; } = trial;

    public Stage Stage => stage;

    public string? Owner { get; set; }

    public long LeaseUntil { get; set; }

    public long Fence { get; set; }

    public int Attempts { get; set; }

    public int DeadOwners { get; set; }

    public long? StartedAt { get; set; }

    public double Done { get; set; }

    public string Note { get; set; } = "";

    public ImmutableSortedDictionary<string, string>? Checkpoint { get; set; }

    public SortedSet<(string Study, int Trial)> Waiters { get; } = [];

    public void Free()
    {
        (Owner, LeaseUntil, StartedAt, Done, Note) = (null, 0, null, 0, "");
        Attempts--;
    }

    public StepLease ToLease() => new(Id, Study, Trial == 0 ? null : Trial, Stage, Key, Owner!, Fence, Attempts) { Checkpoint = Checkpoint };

    public StepStatus ToStatus(int waiter) => new(
        waiter == 0 ? null : waiter, Stage.Name, Owner, StartedAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null, Done, Note);
}

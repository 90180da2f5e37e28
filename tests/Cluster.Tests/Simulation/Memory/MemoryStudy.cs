using System.Collections.Immutable;
using AutoCompress.Host.Store;
using AutoCompress.Host.Store.Rows;
using AutoCompress.Host.Studies;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Simulation.Memory;

/// <summary>A row of the table <c>study</c> with its trials, events and decisions.</summary>
internal sealed class MemoryStudy(int number, NewStudy made, long now)
{
    public string Id { get; } = $"{made.Spec.Name}-{number}";

    public int Number => number;

    public string? Key => made.IdempotencyKey;

    public StudySpec Spec => made.Spec;

    public StudyInputs Inputs => made.Inputs;

    public long SubmittedAt => now;

    public StudyState State { get; set; }

    public StudyState ResumeState { get; set; }

    public string? Message { get; set; }

    public long Seq { get; set; }

    public StudyPlan? Plan { get; set; }

    public FrontReport? Front { get; set; }

    public StepFailure? Failure { get; set; }

    public long ActiveMs { get; set; }

    public long? ActiveAt { get; set; }

    /// <summary>Service, as the fair shares count it.</summary>
    public double Served { get; set; }

    public string? Owner { get; set; }

    public long LeaseUntil { get; set; }

    public long Fence { get; set; }

    /// <summary>Those with the numbers 1, 2, 3, … in this order.</summary>
    public List<MemoryTrial> Trials { get; } = [];

    public List<StudyEvent> Events { get; } = [];

    public List<string> Decisions { get; } = [];

    public bool IsActive => State.IsActive();

    public ImmutableArray<Trial> AllTrials => [.. Trials.Select(trial => trial.Trial)];

    public bool IsHeld(StudyLease lease) => Fence == lease.Fence && Owner == lease.Silo && IsActive;

    public TimeSpan Spent(long at) => TimeSpan.FromMilliseconds(ActiveMs + ActiveTime.Open(ActiveAt, at));

    public StudyRecord ToRecord(long at, ClusterLoad load) => new(
        Id,
        Spec,
        Inputs,
        State,
        Seq,
        Plan,
        Spent(at),
        Failure,
        AllTrials,
        Trials.Where(trial => trial.Due).ToImmutableSortedDictionary(trial => trial.Trial.Number, trial => trial.Failure),
        Decisions.LastOrDefault(),
        load);

    public StudyStatus ToStatus(long at) => new(
        Id,
        Spec,
        State,
        Message,
        Seq,
        DateTimeOffset.FromUnixTimeMilliseconds(SubmittedAt),
        Spent(at),
        Trials.Count(trial => trial.Trial.IsRunning),
        Trials.Count(trial => trial.Trial.Result is TrialResult.Completed),
        Trials.Count(trial => !trial.Trial.IsRunning));
}

using System.Collections.Immutable;
using AutoCompress.Host.Store;
using AutoCompress.Host.Studies;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Simulation.Memory;

/// <inheritdoc/>
internal sealed class MemoryStudies(MemoryTables tables) : IStudyStore
{
    public Task<(StudyStatus Study, bool IsNew)> CreateAsync(NewStudy study, CancellationToken cancellationToken)
    {
        var answer = tables.Write("create", () => Create(study));
        tables.Changed();
        return Task.FromResult(answer);
    }

    public Task<StudyStatus?> FindAsync(string id, CancellationToken cancellationToken) => tables.Read(() => tables.Study(id)?.ToStatus(tables.Now));

    public Task<ImmutableArray<StudyStatus>> ListAsync(CancellationToken cancellationToken) => tables.Read(
        () => tables.Studies.AsEnumerable().Reverse().Select(study => study.ToStatus(tables.Now)).ToImmutableArray());

    public Task<StudyInputs?> InputsAsync(string id, CancellationToken cancellationToken) => tables.Read(() => tables.Study(id)?.Inputs);

    public Task<StudyPlan?> PlanAsync(string id, CancellationToken cancellationToken) => tables.Read(() => tables.Study(id)?.Plan);

    public Task<ImmutableArray<Trial>> TrialsAsync(string id, CancellationToken cancellationToken) => tables.Read(() => tables.Study(id)?.AllTrials ?? []);

    public Task<ImmutableArray<StepStatus>> StepsAsync(string id, CancellationToken cancellationToken) => tables.Read(() => tables.Work.Values
        .SelectMany(step => step.Waiters.Where(waiter => waiter.Study == id), (step, waiter) => (Step: step, waiter.Trial))
        .OrderBy(one => one.Step.Owner is null).ThenBy(one => one.Trial).ThenBy(one => one.Step.Id)
        .Select(one => one.Step.ToStatus(one.Trial))
        .ToImmutableArray());

    public Task<ImmutableArray<AwaitedSteps>> AwaitedAsync(ImmutableArray<string> studies, CancellationToken cancellationToken) => tables.Read(() => tables.Work.Values
        .SelectMany(step => MemoryLeases.StudiesOf(step).Where(study => studies.Contains(study)), (step, study) => new AwaitedSteps(study, step.Stage.Labels, step.Owner is not null))
        .DistinctBy(steps => (steps.Study, string.Join(',', steps.Labels), steps.IsRunning))
        .ToImmutableArray());

    public Task<FrontReport?> FrontAsync(string id, CancellationToken cancellationToken) => tables.Read(() => tables.Study(id)?.Front);

    public Task<ImmutableArray<string>> DecisionsAsync(string id, CancellationToken cancellationToken) =>
        tables.Read(() => tables.Study(id)?.Decisions.Select(decision => decision.Record).ToImmutableArray() ?? []);

    public Task<ImmutableArray<StudyEvent>> EventsAsync(string id, long after, int limit, CancellationToken cancellationToken) => tables.Read(
        () => tables.Study(id)?.Events.Where(happened => happened.Seq > after).Take(limit).ToImmutableArray() ?? []);

    public Task<StudyChange> PauseAsync(string id, string? message, CancellationToken cancellationToken) => Order("pause", id, study =>
    {
        if (study.State == StudyState.Paused)
        {
            return StudyChange.Unchanged;
        }

        MemoryEvents.Pause(tables, study, message);
        return StudyChange.Applied;
    });

    public Task<StudyChange> ResumeAsync(string id, CancellationToken cancellationToken) => Order("resume", id, study =>
    {
        if (study.State != StudyState.Paused)
        {
            return StudyChange.Unchanged;
        }

        MemoryEvents.ChangeState(tables, study, study.ResumeState, null);
        return StudyChange.Applied;
    });

    public Task<StudyChange> PrioritiseAsync(string id, int priority, CancellationToken cancellationToken) => Order("prioritise", id, study =>
    {
        var change = study.Priority == priority ? StudyChange.Unchanged : StudyChange.Applied;
        study.Priority = priority;
        return change;
    });

    public Task<StudyChange> CancelAsync(string id, CancellationToken cancellationToken) => Order("cancel", id, study =>
    {
        MemoryEvents.End(tables, study, StudyState.Cancelled, null, "The study was cancelled.");
        return StudyChange.Applied;
    });

    private (StudyStatus Study, bool IsNew) Create(NewStudy study)
    {
        if (study.IdempotencyKey is { } key && tables.Studies.Find(there => there.Key == key) is { } found)
        {
            return (found.ToStatus(tables.Now), false);
        }

        var made = new MemoryStudy(tables.NextStudy(), study, tables.Now);
        while (tables.Study(made.Id) is not null)
        {
            // A study that came from elsewhere has this id.
            made = new MemoryStudy(tables.NextStudy(), study, tables.Now);
        }

        tables.Studies.Add(made);
        MemoryEvents.ChangeState(tables, made, StudyState.Planning, null);
        return (made.ToStatus(tables.Now), true);
    }

    private Task<StudyChange> Order(string name, string id, Func<MemoryStudy, StudyChange> order)
    {
        var change = tables.Write(name, () => tables.Study(id) switch
        {
            null => StudyChange.NotFound,
            { } study when study.State.IsFinal() => StudyChange.Finished,
            { } study => order(study),
        });
        tables.Changed();
        tables.Ordered();
        return Task.FromResult(change);
    }
}

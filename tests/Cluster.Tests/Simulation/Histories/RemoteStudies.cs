using System.Collections.Immutable;
using AutoCompress.Host.Store;
using AutoCompress.Host.Studies;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Simulation.Histories;

/// <inheritdoc/>
internal sealed class RemoteStudies(Network network, Process process, IStudyStore studies) : IStudyStore
{
    public Task<(StudyStatus Study, bool IsNew)> CreateAsync(NewStudy study, CancellationToken cancellationToken) =>
        network.Write(process, "create", study.IdempotencyKey ?? "", () => studies.CreateAsync(study, CancellationToken.None), cancellationToken);

    public Task<StudyStatus?> FindAsync(string id, CancellationToken cancellationToken) =>
        Read("find", id, () => studies.FindAsync(id, CancellationToken.None), cancellationToken);

    public Task<ImmutableArray<StudyStatus>> ListAsync(CancellationToken cancellationToken) =>
        Read("list", "", () => studies.ListAsync(CancellationToken.None), cancellationToken);

    public Task<StudyInputs?> InputsAsync(string id, CancellationToken cancellationToken) =>
        Read("inputs", id, () => studies.InputsAsync(id, CancellationToken.None), cancellationToken);

    public Task<StudyPlan?> PlanAsync(string id, CancellationToken cancellationToken) =>
        Read("plan", id, () => studies.PlanAsync(id, CancellationToken.None), cancellationToken);

    public Task<ImmutableArray<Trial>> TrialsAsync(string id, CancellationToken cancellationToken) =>
        Read("trials", id, () => studies.TrialsAsync(id, CancellationToken.None), cancellationToken);

    public Task<ImmutableArray<StepStatus>> StepsAsync(string id, CancellationToken cancellationToken) =>
        Read("steps", id, () => studies.StepsAsync(id, CancellationToken.None), cancellationToken);

    public Task<ImmutableArray<AwaitedSteps>> AwaitedAsync(ImmutableArray<string> ids, CancellationToken cancellationToken) =>
        Read("awaited", string.Join(' ', ids), () => studies.AwaitedAsync(ids, CancellationToken.None), cancellationToken);

    public Task<FrontReport?> FrontAsync(string id, CancellationToken cancellationToken) =>
        Read("front", id, () => studies.FrontAsync(id, CancellationToken.None), cancellationToken);

    public Task<ImmutableArray<string>> DecisionsAsync(string id, CancellationToken cancellationToken) =>
        Read("decisions", id, () => studies.DecisionsAsync(id, CancellationToken.None), cancellationToken);

    public Task<ImmutableArray<StudyEvent>> EventsAsync(string id, long after, int limit, CancellationToken cancellationToken) =>
        Read("events", id, () => studies.EventsAsync(id, after, limit, CancellationToken.None), cancellationToken);

    public Task<StudyChange> PauseAsync(string id, string? message, CancellationToken cancellationToken) =>
        network.Write(process, "pause", id, () => studies.PauseAsync(id, message, CancellationToken.None), cancellationToken);

    public Task<StudyChange> ResumeAsync(string id, CancellationToken cancellationToken) =>
        network.Write(process, "resume", id, () => studies.ResumeAsync(id, CancellationToken.None), cancellationToken);

    public Task<StudyChange> PrioritiseAsync(string id, int priority, CancellationToken cancellationToken) =>
        network.Write(process, "prioritise", id, () => studies.PrioritiseAsync(id, priority, CancellationToken.None), cancellationToken);

    public Task<StudyChange> CancelAsync(string id, CancellationToken cancellationToken) =>
        network.Write(process, "cancel", id, () => studies.CancelAsync(id, CancellationToken.None), cancellationToken);

    private Task<T> Read<T>(string name, string id, Func<Task<T>> query, CancellationToken cancellationToken) =>
        network.Read(process, name, id, query, cancellationToken);
}

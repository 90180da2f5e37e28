using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Silos;
using AutoCompress.Host.Store;
using AutoCompress.Host.Tenants;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Host.Studies;

/// <inheritdoc/>
internal sealed class StudyDirectory(IClusterStore store, IStudyIntake intake, IArtifactVault artifacts, TimeProvider time) : IStudyDirectory
{
    private const int Batch = 256;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public async Task<Submission> SubmitAsync(StudySpec spec, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var taken = await intake.TakeAsync(spec, cancellationToken).ConfigureAwait(false);
        if (taken is Intake.Refused refused)
        {
            return new Submission.Refused(refused.Faults);
        }

        var inputs = ((Intake.Taken)taken).Inputs;
        if (spec.Continues is { } continued)
        {
            if (await new Continuation(store.Studies).FaultOfAsync(continued.Study, spec, inputs, cancellationToken).ConfigureAwait(false) is { } fault)
            {
                return new Submission.Refused([fault]);
            }

            spec = spec with { Continues = await new Continuation(store.Studies).CountAsync(continued.Study, cancellationToken).ConfigureAwait(false) };
        }

        if (await new WarmStarting(store.Studies).FaultsOfAsync(spec, cancellationToken).ConfigureAwait(false) is { IsEmpty: false } faults)
        {
            return new Submission.Refused(faults);
        }

        var (study, isNew) = await store.Studies.CreateAsync(new NewStudy(spec, inputs, idempotencyKey), cancellationToken).ConfigureAwait(false);
        foreach (var needed in isNew ? inputs.Artifacts : [])
        {
            if (!await artifacts.KeepAsync(needed, cancellationToken).ConfigureAwait(false))
            {
                // Between the intake and this the process slept for so long that it was collected. Nothing can remove it from here on.
                await store.Studies.PauseAsync(study.Id, "The model or its data was removed while the study was submitted. Submit it again.", cancellationToken).ConfigureAwait(false);
                break;
            }
        }

        return isNew || Json.Write(study.Spec) == Json.Write(Again(spec, study.Spec)) ? new Submission.Accepted(study, isNew) : new Submission.KeyReused(study);
    }

    /// <summary>A study that is submitted again goes on with as many trials as at first.</summary>
    private static StudySpec Again(StudySpec spec, StudySpec before) =>
        spec.Continues?.Study == before.Continues?.Study ? spec with { Continues = before.Continues } : spec;

    /// <inheritdoc/>
    public async Task<StudyStatus?> FindAsync(string id, CancellationToken cancellationToken) =>
        await store.Studies.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } study
            ? (await WithWaitsAsync([study], cancellationToken).ConfigureAwait(false))[0]
            : null;

    /// <inheritdoc/>
    public async Task<ImmutableArray<StudyStatus>> ListAsync(CancellationToken cancellationToken) =>
        await WithWaitsAsync(await store.Studies.ListAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public Task<ImmutableArray<Trial>> TrialsAsync(string id, CancellationToken cancellationToken) => store.Studies.TrialsAsync(id, cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<StepStatus>> StepsAsync(string id, CancellationToken cancellationToken) => store.Studies.StepsAsync(id, cancellationToken);

    /// <inheritdoc/>
    public Task<FrontReport?> FrontAsync(string id, CancellationToken cancellationToken) => store.Studies.FrontAsync(id, cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<string>> DecisionsAsync(string id, CancellationToken cancellationToken) =>
        store.Studies.DecisionsAsync(id, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<StudyEvent> WatchAsync(string id, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var waits = new WaitNews(time);
        while (true)
        {
            var changed = store.Changes.Next;
            var study = await FindAsync(id, cancellationToken).ConfigureAwait(false)
                ?? throw new KeyNotFoundException($"There is no study '{id}'.");
            var events = await store.Studies.EventsAsync(id, after, Batch, cancellationToken).ConfigureAwait(false);
            foreach (var happened in events)
            {
                yield return happened;
                after = happened.Seq;
            }

            if (study.IsFinished && after >= study.Seq)
            {
                yield break;
            }

            if (events.IsEmpty)
            {
                if (waits.See(study.Waits))
                {
                    yield return new StudyEvent(id, after, time.GetUtcNow(), StudyEventKind.Waits, study.State, study.Waits);
                }

                await Task.WhenAny(changed, Task.Delay(Poll, time, cancellationToken)).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    /// <inheritdoc/>
    public Task<StudyChange> PauseAsync(string id, CancellationToken cancellationToken) => store.Studies.PauseAsync(id, null, cancellationToken);

    /// <inheritdoc/>
    public Task<StudyChange> ResumeAsync(string id, CancellationToken cancellationToken) => store.Studies.ResumeAsync(id, cancellationToken);

    /// <inheritdoc/>
    public Task<StudyChange> PrioritiseAsync(string id, int priority, CancellationToken cancellationToken) => store.Studies.PrioritiseAsync(id, priority, cancellationToken);

    /// <inheritdoc/>
    public Task<StudyChange> CancelAsync(string id, CancellationToken cancellationToken) => store.Studies.CancelAsync(id, cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<SiloStatus>> SilosAsync(CancellationToken cancellationToken) => store.Silos.ListAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<TenantStatus>> TenantsAsync(CancellationToken cancellationToken) => store.Tenants.ListAsync(cancellationToken);

    /// <inheritdoc/>
    public Task SetTenantAsync(string tenant, TenantLimits limits, CancellationToken cancellationToken) => store.Tenants.SetAsync(tenant, limits, cancellationToken);

    private async Task<ImmutableArray<StudyStatus>> WithWaitsAsync(ImmutableArray<StudyStatus> studies, CancellationToken cancellationToken)
    {
        ImmutableArray<string> active = [.. studies.Where(study => study.State.IsActive()).Select(study => study.Id)];
        if (active.IsEmpty)
        {
            return studies;
        }

        var awaited = (await store.Studies.AwaitedAsync(active, cancellationToken).ConfigureAwait(false)).ToLookup(steps => steps.Study, StringComparer.Ordinal);
        var silos = await store.Silos.ListAsync(cancellationToken).ConfigureAwait(false);
        var tenants = await store.Tenants.ListAsync(cancellationToken).ConfigureAwait(false);
        return [.. studies.Select(study => study with { Waits = StudyWaits.Of(study, awaited[study.Id], silos, tenants) })];
    }
}

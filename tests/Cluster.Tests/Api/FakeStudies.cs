using System.Collections.Concurrent;
using System.Collections.Immutable;
using AutoCompress.Cluster.Tests.Wire;
using AutoCompress.Host.Silos;
using AutoCompress.Host.Studies;
using AutoCompress.Host.Tenants;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Api;

/// <summary>A directory that answers from memory what a test put there.</summary>
internal sealed class FakeStudies : IStudyDirectory
{
    private readonly ConcurrentDictionary<string, StudyStatus> _studies = new();

    public const string Known = "known-1";
    public const string Ended = "ended-2";

    public FakeStudies()
    {
        var samples = new Samples(7);
        _studies[Known] = samples.Status() with { Id = Known, State = StudyState.Exploring, SubmittedAt = DateTimeOffset.UnixEpoch.AddDays(1) };
        _studies[Ended] = samples.Status() with { Id = Ended, State = StudyState.Completed, SubmittedAt = DateTimeOffset.UnixEpoch };
        Trials = [.. Enumerable.Range(0, 200).Select(_ => samples.Trial())];
        var front = samples.Front();
        Front = front with { Original = front.Original with { Trial = 0 } };
        Steps = [.. Enumerable.Range(0, 3).Select(_ => samples.Step())];
        Silos = [.. Enumerable.Range(0, 3).Select(_ => samples.Silo())];
        Decisions = ["{\"a\":1}", "{\"b\":2}"];
        Events = [.. Enumerable.Range(1, 5).Select(seq => samples.Event(Known) with { Seq = seq })];
    }

    public ImmutableArray<Trial> Trials { get; }

    public FrontReport Front { get; set; }

    public ImmutableArray<StepStatus> Steps { get; }

    public ImmutableArray<SiloStatus> Silos { get; }

    public ImmutableArray<string> Decisions { get; }

    public ImmutableArray<StudyEvent> Events { get; }

    /// <summary>The event to come, for everyone who watches then.</summary>
    public TaskCompletionSource<StudyEvent> Later { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ImmutableArray<TenantStatus> Tenants { get; private set; } = [];

    /// <summary>What was given another priority last.</summary>
    public (string Study, int Priority)? Prioritised { get; private set; }

    /// <summary>What was submitted last.</summary>
    public StudySpec? Submitted { get; private set; }

    public Task<Submission> SubmitAsync(StudySpec spec, string? idempotencyKey, CancellationToken cancellationToken)
    {
        Submitted = spec;
        Submission answer = spec.Name switch
        {
            "refused" => new Submission.Refused(["data.train is not there. Mend it.", "The model is no ONNX file. Mend it."]),
            "bug" => throw new InvalidOperationException("a secret"),
            "disk-full" => throw new IOException("No space left on device"),
            _ when idempotencyKey == "taken" => new Submission.KeyReused(_studies[Known]),
            _ => new Submission.Accepted(_studies[Known] with { Spec = spec }, idempotencyKey != "again"),
        };
        return Task.FromResult(answer);
    }

    public Task<StudyStatus?> FindAsync(string id, CancellationToken cancellationToken) => Task.FromResult(_studies.GetValueOrDefault(id));

    public Task<ImmutableArray<StudyStatus>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult(_studies.Values.OrderByDescending(study => study.SubmittedAt).ToImmutableArray());

    public Task<ImmutableArray<Trial>> TrialsAsync(string id, CancellationToken cancellationToken) => Task.FromResult(Trials);

    public Task<ImmutableArray<StepStatus>> StepsAsync(string id, CancellationToken cancellationToken) => Task.FromResult(Steps);

    public Task<FrontReport?> FrontAsync(string id, CancellationToken cancellationToken) => Task.FromResult(id == Ended ? Front : null);

    public Task<ImmutableArray<string>> DecisionsAsync(string id, CancellationToken cancellationToken) => Task.FromResult(Decisions);

    public async IAsyncEnumerable<StudyEvent> WatchAsync(
        string id, long after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var change in Events.Where(change => change.Seq > after))
        {
            yield return change;
        }

        if (id == Ended)
        {
            yield break;
        }

        yield return await Later.Task.WaitAsync(cancellationToken);
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }

    public Task<StudyChange> PauseAsync(string id, CancellationToken cancellationToken) => Change(id, StudyChange.Applied);

    public Task<StudyChange> ResumeAsync(string id, CancellationToken cancellationToken) => Change(id, StudyChange.Unchanged);

    public Task<StudyChange> PrioritiseAsync(string id, int priority, CancellationToken cancellationToken)
    {
        Prioritised = (id, priority);
        return Change(id, StudyChange.Applied);
    }

    public Task<StudyChange> CancelAsync(string id, CancellationToken cancellationToken) => Change(id, StudyChange.Applied);

    public Task<ImmutableArray<SiloStatus>> SilosAsync(CancellationToken cancellationToken) => Task.FromResult(Silos);

    public Task<ImmutableArray<TenantStatus>> TenantsAsync(CancellationToken cancellationToken) => Task.FromResult(Tenants);

    public Task SetTenantAsync(string tenant, TenantLimits limits, CancellationToken cancellationToken)
    {
        Tenants = [.. Tenants.Where(there => there.Name != tenant), new TenantStatus(tenant, limits, 0.5, 1, 2, 3, TimeSpan.FromHours(4), TimeSpan.FromHours(5), null)];
        return Task.CompletedTask;
    }

    private static Task<StudyChange> Change(string id, StudyChange otherwise) =>
        Task.FromResult(id switch { Known => otherwise, Ended => StudyChange.Finished, _ => StudyChange.NotFound });
}

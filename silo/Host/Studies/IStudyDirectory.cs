using System.Collections.Immutable;
using AutoCompress.Host.Silos;
using AutoCompress.Host.Tenants;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Host.Studies;

/// <summary>Every study of this store: what the command line and the services ask and order. Safe for concurrent use.</summary>
public interface IStudyDirectory : ITenantDirectory
{
    /// <summary>Takes a study in. The same key with the same spec answers with the study that is already there.</summary>
    /// <param name="idempotencyKey">Chosen by the caller, unique for each wish; null always makes a new study.</param>
    Task<Submission> SubmitAsync(StudySpec spec, string? idempotencyKey, CancellationToken cancellationToken);

    /// <summary>The study, or null when there is none of this id.</summary>
    Task<StudyStatus?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>All studies, the newest first.</summary>
    Task<ImmutableArray<StudyStatus>> ListAsync(CancellationToken cancellationToken);

    /// <summary>The study's trials in the order of their number, running ones among them; empty for an unknown study.</summary>
    Task<ImmutableArray<Trial>> TrialsAsync(string id, CancellationToken cancellationToken);

    /// <summary>The steps of the study that run or wait for a slot now; those that run come first.</summary>
    Task<ImmutableArray<StepStatus>> StepsAsync(string id, CancellationToken cancellationToken);

    /// <summary>The final front; null before the study is <see cref="StudyState.Completed"/>.</summary>
    Task<FrontReport?> FrontAsync(string id, CancellationToken cancellationToken);

    /// <summary>The decisions in order, each one JSON document on one line, with every input that is needed to repeat it.</summary>
    Task<ImmutableArray<string>> DecisionsAsync(string id, CancellationToken cancellationToken);

    /// <summary>The events after <paramref name="after"/> (0 for all), then new ones as they happen; ends behind the event of the study's last state.</summary>
    /// <exception cref="KeyNotFoundException">There is no study of this id.</exception>
    IAsyncEnumerable<StudyEvent> WatchAsync(string id, long after, CancellationToken cancellationToken);

    /// <summary>Stops the study's steps and starts no more until it is resumed.</summary>
    Task<StudyChange> PauseAsync(string id, CancellationToken cancellationToken);

    /// <summary>Goes on with a paused study and the rest of its budget.</summary>
    Task<StudyChange> ResumeAsync(string id, CancellationToken cancellationToken);

    /// <summary>Ends the study; its running trials end as <see cref="TrialResult.Stopped"/>.</summary>
    Task<StudyChange> CancelAsync(string id, CancellationToken cancellationToken);

    /// <summary>The silos that are alive or were seen lately.</summary>
    Task<ImmutableArray<SiloStatus>> SilosAsync(CancellationToken cancellationToken);
}

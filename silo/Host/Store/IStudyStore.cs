using System.Collections.Immutable;
using AutoCompress.Host.Studies;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Host.Store;

/// <summary>Studies as their users see them. Nothing here needs a lease.</summary>
internal interface IStudyStore
{
    /// <summary>Inserts the study, or answers with the one that has its idempotency key already.</summary>
    Task<(StudyStatus Study, bool IsNew)> CreateAsync(NewStudy study, CancellationToken cancellationToken);

    Task<StudyStatus?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>All studies, the newest first.</summary>
    Task<ImmutableArray<StudyStatus>> ListAsync(CancellationToken cancellationToken);

    /// <summary>What the study's files held when it was submitted; null for an unknown study.</summary>
    Task<StudyInputs?> InputsAsync(string id, CancellationToken cancellationToken);

    /// <summary>What planning found; null for a study that is not planned, and for an unknown one.</summary>
    Task<StudyPlan?> PlanAsync(string id, CancellationToken cancellationToken);

    /// <summary>In the order of their number.</summary>
    Task<ImmutableArray<Trial>> TrialsAsync(string id, CancellationToken cancellationToken);

    /// <summary>Unfinished steps, running ones first.</summary>
    Task<ImmutableArray<StepStatus>> StepsAsync(string id, CancellationToken cancellationToken);

    /// <summary>The kinds of unfinished steps that the studies wait for.</summary>
    Task<ImmutableArray<AwaitedSteps>> AwaitedAsync(ImmutableArray<string> studies, CancellationToken cancellationToken);

    Task<FrontReport?> FrontAsync(string id, CancellationToken cancellationToken);

    /// <summary>The decision log in order, each entry as JSON.</summary>
    Task<ImmutableArray<string>> DecisionsAsync(string id, CancellationToken cancellationToken);

    /// <summary>At most <paramref name="limit"/> events behind <paramref name="after"/>, in order.</summary>
    Task<ImmutableArray<StudyEvent>> EventsAsync(string id, long after, int limit, CancellationToken cancellationToken);

    /// <summary>Stops work on the study; its steps go back to the queue.</summary>
    /// <param name="message">Why, where it was not the user's wish.</param>
    Task<StudyChange> PauseAsync(string id, string? message, CancellationToken cancellationToken);

    Task<StudyChange> ResumeAsync(string id, CancellationToken cancellationToken);

    /// <summary>Changes what the study counts within its tenant's share from now on.</summary>
    Task<StudyChange> PrioritiseAsync(string id, int priority, CancellationToken cancellationToken);

    /// <summary>Ends the study and all its running trials.</summary>
    Task<StudyChange> CancelAsync(string id, CancellationToken cancellationToken);
}

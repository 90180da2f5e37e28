using System.Collections.Immutable;

namespace AutoCompress.Host.Store;

/// <summary>Studies as a whole: read in parts for the archive, taken out, and put in again.</summary>
internal interface IArchiveStore
{
    /// <summary>At most <paramref name="limit"/> studies with events that are not archived, as far as the store was told.</summary>
    Task<ImmutableArray<string>> BehindAsync(int limit, CancellationToken cancellationToken);

    /// <summary>How far the study is and how far its archive is; null when there is no such study.</summary>
    Task<ArchiveProgress?> ProgressAsync(string study, CancellationToken cancellationToken);

    /// <summary>The study's history behind <paramref name="after"/>. A part ends where a turn ended, so that it is a state in which the study was.</summary>
    /// <param name="limit">Events to stop after; a turn that is longer is read whole.</param>
    /// <param name="tail">Whether a part that reaches the study's last event brings the finished steps of running trials too.</param>
    /// <returns>Null when there is no such study, or nothing behind <paramref name="after"/>.</returns>
    Task<StudyPart?> ReadAsync(string study, long after, int limit, bool tail, CancellationToken cancellationToken);

    /// <summary>Notes how far the archive is; never goes back.</summary>
    /// <returns>False when there is no such study any more.</returns>
    Task<bool> RecordAsync(string study, ArchiveHead head, CancellationToken cancellationToken);

    /// <summary>Takes all rows of an ended study out, with the results of steps that it asked for first.</summary>
    Task<StudyRemoval> DeleteAsync(string study, CancellationToken cancellationToken);

    /// <summary>
    /// Puts a study in, all of it or nothing. One that has not ended is paused, by an event of its own behind those that it brings: its running
    /// trials go on when it is resumed. Results of steps that are there already stay as they are.
    /// </summary>
    /// <param name="archived">How far the study's archive is in this cluster's artifact store.</param>
    /// <param name="message">What a study that is paused by this says.</param>
    Task<StudyArrival> InsertAsync(StudyRows rows, ArchiveHead archived, string message, CancellationToken cancellationToken);

    /// <summary>New studies get numbers behind <paramref name="number"/>, unless that is out of all proportion.</summary>
    Task ReserveAsync(long number, CancellationToken cancellationToken);
}

using System.Collections.Immutable;
using AutoCompress.Host.Store;

namespace AutoCompress.Host.Archive;

/// <summary>Studies as a whole: written out, taken in, deleted, and brought back from the artifact store.</summary>
/// <remarks>Every method throws a <see cref="StoreException"/> when the database or the artifact store cannot be used.</remarks>
public interface IStudyArchive
{
    /// <summary>Writes a study with all its artifacts as one tar; one whose rows were deleted is written from its archive.</summary>
    /// <exception cref="ArchiveException">There is no such study, or something of it is gone or damaged; what was written up to then is worth nothing.</exception>
    Task ExportAsync(string study, Stream target, CancellationToken cancellationToken);

    /// <summary>Takes an export in. All of it is checked before anything is changed; taking it in again changes nothing.</summary>
    /// <exception cref="ArchiveException">The export is damaged, or another study of its id is here.</exception>
    Task<Arrival> ImportAsync(Stream source, CancellationToken cancellationToken);

    /// <summary>Deletes an ended study; one that has an archive and no rows, or what is left of one, loses that.</summary>
    /// <param name="keepArchive">Whether it can be restored later: the archive stays, and so does every artifact that it refers to.</param>
    Task<StudyRemoval> DeleteAsync(string study, bool keepArchive, CancellationToken cancellationToken);

    /// <summary>All archives of the artifact store, in the order of their ids.</summary>
    Task<ImmutableArray<ArchivedStudy>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Makes a study's rows again from its archive. One that had not ended is paused. A study that is there stays as it is.</summary>
    /// <exception cref="ArchiveException">There is no archive of it, the archive is damaged, or a model that it needs is gone.</exception>
    Task<Arrival> RestoreAsync(string study, CancellationToken cancellationToken);
}

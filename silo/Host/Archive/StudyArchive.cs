using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Store;

namespace AutoCompress.Host.Archive;

/// <inheritdoc/>
/// <param name="arrivals">Where exports are unpacked; of this process alone.</param>
internal sealed class StudyArchive(IClusterStore store, IArtifactVault artifacts, ArchiveWriter writer, ArchiveQueue queue, string arrivals) : IStudyArchive
{
    private readonly StudyAdmission _admission = new(store, artifacts, queue);

    /// <inheritdoc/>
    public Task ExportAsync(string study, Stream target, CancellationToken cancellationToken) =>
        new ExportWriter(artifacts, target).WriteAsync(study, SegmentsAsync(study, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async Task<Arrival> ImportAsync(Stream source, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(arrivals, Guid.NewGuid().ToString("N"));
        try
        {
            Directory.CreateDirectory(folder);
            var export = await new ExportReader(source, folder).ReadAsync(cancellationToken).ConfigureAwait(false);
            return await _admission.ImportAsync(export, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is UnauthorizedAccessException or (IOException and not (ArchiveException or StoreException)))
        {
            throw new StoreException($"The export could not be unpacked in {arrivals}: {problem.Message} Free some space and import it again; nothing was changed.", problem);
        }
        finally
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    /// <inheritdoc/>
    public async Task<StudyRemoval> DeleteAsync(string study, bool keepArchive, CancellationToken cancellationToken)
    {
        if (!ArchiveNames.IsStudy(study))
        {
            return StudyRemoval.NotFound;
        }

        if (keepArchive && await writer.RunAsync(study, cancellationToken).ConfigureAwait(false) is { } problem)
        {
            throw new ArchiveException(ArchiveFault.Conflict, problem);
        }

        var removal = await store.Archive.DeleteAsync(study, cancellationToken).ConfigureAwait(false);
        if (keepArchive || removal == StudyRemoval.NotEnded)
        {
            return removal;
        }

        // The first segment goes first: what is left when this breaks off cannot be taken for a study.
        var names = new List<string>();
        await foreach (var name in artifacts.Documents.ListAsync(ArchiveNames.Prefix(study), cancellationToken).ConfigureAwait(false))
        {
            names.Add(name);
        }

        foreach (var name in names)
        {
            await artifacts.Documents.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
        }

        return names.Count > 0 ? StudyRemoval.Removed : removal;
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<ArchivedStudy>> ListAsync(CancellationToken cancellationToken)
    {
        var list = ImmutableArray.CreateBuilder<ArchivedStudy>();
        foreach (var study in await ArchiveNames.StudiesAsync(artifacts.Documents, cancellationToken).ConfigureAwait(false))
        {
            list.Add(await LookAsync(study, cancellationToken).ConfigureAwait(false));
        }

        return list.ToImmutable();
    }

    /// <inheritdoc/>
    public async Task<Arrival> RestoreAsync(string study, CancellationToken cancellationToken)
    {
        var studies = await ArchiveNames.StudiesAsync(artifacts.Documents, cancellationToken).ConfigureAwait(false);
        if (!studies.Contains(study) || await ArchiveReader.ReadAsync(artifacts.Documents, study, cancellationToken).ConfigureAwait(false) is not var (rows, head))
        {
            throw new ArchiveException(ArchiveFault.Missing, $"{artifacts.Place} holds no archive of '{study}'. 'autocompress restore' lists those it holds.");
        }

        // Also those of studies that are not restored: a new study must not get the name of an archive.
        await store.Archive.ReserveAsync(studies.Max(StudyNumbers.Of), cancellationToken).ConfigureAwait(false);
        return await _admission.RestoreAsync(rows, head, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ArchivedStudy> LookAsync(string study, CancellationToken cancellationToken)
    {
        var isThere = await store.Archive.ProgressAsync(study, cancellationToken).ConfigureAwait(false) is not null;
        try
        {
            return await ArchiveReader.ReadAsync(artifacts.Documents, study, cancellationToken).ConfigureAwait(false) is var (rows, _)
                ? new ArchivedStudy(study, rows.State, rows.Trials.Length, rows.Seq, rows.Events[^1].At, isThere, null)
                : new ArchivedStudy(study, null, 0, 0, null, isThere, "It was just removed.");
        }
        catch (ArchiveException problem)
        {
            return new ArchivedStudy(study, null, 0, 0, null, isThere, problem.Message);
        }
    }

    /// <summary>From the rows, which are the truth; from the archive where there are none.</summary>
    private async IAsyncEnumerable<Segment> SegmentsAsync(string study, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var head = ArchiveHead.None;
        while (await store.Archive.ReadAsync(study, head.Seq, StudyPart.Length, tail: true, cancellationToken).ConfigureAwait(false) is { } part)
        {
            var segment = Segment.Of(head.Sha256, part);
            head = segment.Head;
            yield return segment;
        }

        if (head.Seq > 0 || !ArchiveNames.IsStudy(study))
        {
            yield break;
        }

        await foreach (var segment in ArchiveReader.SegmentsAsync(artifacts.Documents, study, cancellationToken).ConfigureAwait(false))
        {
            yield return segment;
        }
    }
}

using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Store;
using AutoCompress.Studies;

namespace AutoCompress.Host.Archive;

/// <summary>Brings a study's archive up to date. Any number of silos may do so at once, and each may die or sleep at any moment.</summary>
/// <remarks>
/// <list type="number">
/// <item>A segment is named by its first event and made only where there is none: the chain cannot fork.</item>
/// <item>Whoever finds its segment there takes it over if it tells the same as the rows do, and goes on behind it. So does one that died after writing
/// a segment and before noting that.</item>
/// <item>A segment that tells something else stays, and the study is archived no further: its rows were set back, or are another cluster's.</item>
/// <item>A segment that was made after its study had been deleted is taken away by whoever made it.</item>
/// </list>
/// No more than one part is in memory.
/// </remarks>
internal sealed class ArchiveWriter(IClusterStore store, IArtifactVault artifacts)
{
    /// <returns>Why the archive cannot go on; null when it is up to date, or there is no such study.</returns>
    /// <exception cref="StoreException">The database or the artifact store cannot be used now.</exception>
    public async Task<string?> RunAsync(string study, CancellationToken cancellationToken)
    {
        while (await store.Archive.ProgressAsync(study, cancellationToken).ConfigureAwait(false) is { } progress
            && await PartAsync(study, progress, cancellationToken).ConfigureAwait(false) is { } part)
        {
            var segment = Segment.Of(progress.Archived.Sha256, part);
            var name = ArchiveNames.Segment(study, segment.First);
            var isMade = await artifacts.Documents.CreateAsync(name, segment.Content, cancellationToken).ConfigureAwait(false);
            var head = segment.Head;
            if (!isMade)
            {
                if (await FoundAsync(name, progress, cancellationToken).ConfigureAwait(false) is not { } found
                    || !await TellsTheSameAsync(study, found, progress, cancellationToken).ConfigureAwait(false))
                {
                    if (await store.Archive.ProgressAsync(study, cancellationToken).ConfigureAwait(false) is not { } now || now.Archived != progress.Archived)
                    {
                        // Deleted meanwhile, or others were faster.
                        continue;
                    }

                    return $"{artifacts.Place} holds an archive of {study} in which {name} tells something else than the database does: "
                        + "the database was set back, or the archive is another cluster's or damaged. The study is archived no further. "
                        + $"'autocompress export {study}' saves what the database holds.";
                }

                head = found.Head;
            }

            if (!await store.Archive.RecordAsync(study, head, cancellationToken).ConfigureAwait(false) && isMade)
            {
                await artifacts.Documents.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
            }
        }

        return null;
    }

    private async Task<StudyPart?> PartAsync(string study, ArchiveProgress progress, CancellationToken cancellationToken)
    {
        if (progress.Archived.Seq >= progress.Seq)
        {
            return null;
        }

        var part = await store.Archive.ReadAsync(study, progress.Archived.Seq, StudyPart.Length, tail: false, cancellationToken).ConfigureAwait(false);

        // It may stay paused for long, and its running trials have finished steps that are worth something.
        return part?.Events[^1].State == StudyState.Paused
            ? await store.Archive.ReadAsync(study, progress.Archived.Seq, StudyPart.Length, tail: true, cancellationToken).ConfigureAwait(false)
            : part;
    }

    private async Task<Segment?> FoundAsync(string name, ArchiveProgress progress, CancellationToken cancellationToken)
    {
        try
        {
            return await artifacts.Documents.ReadAsync(name, cancellationToken).ConfigureAwait(false) is { } content
                && Segment.Read(content, name) is { } found && found.Previous == progress.Archived.Sha256
                ? found
                : null;
        }
        catch (ArchiveException)
        {
            return null;
        }
    }

    private async Task<bool> TellsTheSameAsync(string study, Segment found, ArchiveProgress progress, CancellationToken cancellationToken)
    {
        var events = found.Part.Events;
        var rows = await store.Studies.EventsAsync(study, progress.Archived.Seq, events.Length, cancellationToken).ConfigureAwait(false);
        return Json.Write(rows) == Json.Write(events);
    }
}

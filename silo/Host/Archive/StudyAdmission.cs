using System.Collections.Immutable;
using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Store;
using AutoCompress.Studies;

namespace AutoCompress.Host.Archive;

/// <summary>Lets a whole study in: from an export, or from its archive here.</summary>
internal sealed class StudyAdmission(IClusterStore store, IArtifactVault artifacts, ArchiveQueue queue)
{
    /// <summary>
    /// 1. Looks whether the study may come in. 2. Adds its artifacts. 3. Adds its archive; from here on nothing of both is collected. 4. Looks
    /// whether all of it is there. 5. Adds its rows. Whatever ends before that leaves no study, and the same again goes on.
    /// </summary>
    /// <exception cref="ArchiveException">Another study of this id is here, in the database or in the artifact store.</exception>
    public async Task<Arrival> ImportAsync(ArrivedExport export, CancellationToken cancellationToken)
    {
        var rows = export.Rows;
        Check(rows);
        if (await IsThereAsync(rows, cancellationToken).ConfigureAwait(false))
        {
            return await ArrivalAsync(rows, wasThere: true, cancellationToken).ConfigureAwait(false);
        }

        var archived = await ArchivedAsync(rows, cancellationToken).ConfigureAwait(false);
        foreach (var sha256 in export.Artifacts)
        {
            await AddAsync(export, sha256, cancellationToken).ConfigureAwait(false);
        }

        if (archived is null)
        {
            await WriteAsync(export, cancellationToken).ConfigureAwait(false);
            archived = export.Segments[^1].Head;
        }

        foreach (var sha256 in export.Artifacts)
        {
            // Two days may have passed since it was added.
            if (!await artifacts.ExistsAsync(sha256, cancellationToken).ConfigureAwait(false))
            {
                await AddAsync(export, sha256, cancellationToken).ConfigureAwait(false);
            }
        }

        await store.Archive.ReserveAsync(StudyNumbers.Of(rows.Origin.Id), cancellationToken).ConfigureAwait(false);
        return await InsertAsync(rows, archived, "It was imported. Resume it to go on.", cancellationToken).ConfigureAwait(false);
    }

    /// <param name="head">The end of the archive that the rows were read from.</param>
    /// <exception cref="ArchiveException">Another study of this id is in the database, or a model is gone.</exception>
    public Task<Arrival> RestoreAsync(StudyRows rows, ArchiveHead head, CancellationToken cancellationToken) =>
        InsertAsync(rows, head, "It was restored from its archive. Resume it to go on.", cancellationToken);

    private static void Check(StudyRows rows)
    {
        var (id, spec) = (rows.Origin.Id, rows.Origin.Spec);
        var faults = StudySpecValidator.Validate(spec).Select(fault => $"{fault.Field} {fault.What}").ToList();
        if (!id.StartsWith($"{spec.Name}-", StringComparison.Ordinal) || !ArchiveNames.IsStudy(id))
        {
            faults.Insert(0, $"its id is not of the name '{spec.Name}'");
        }

        if (faults.Count > 0)
        {
            throw new ArchiveException(ArchiveFault.Damaged, $"The export holds a study that nobody could have submitted: {string.Join("; ", faults)}.");
        }
    }

    private static ArchiveException Conflict(string id) => new(
        ArchiveFault.Conflict,
        $"There is another study {id} here, or {id} with less of its history, and it was left as it is. Delete that one first (autocompress delete {id}) if it may go.");

    /// <returns>Whether the study is there with this history.</returns>
    private async Task<bool> IsThereAsync(StudyRows rows, CancellationToken cancellationToken)
    {
        var id = rows.Origin.Id;
        if (await store.Archive.ProgressAsync(id, cancellationToken).ConfigureAwait(false) is null)
        {
            return false;
        }

        var last = await store.Archive.ReadAsync(id, rows.Seq - 1, 1, tail: false, cancellationToken).ConfigureAwait(false);
        return last is not null && rows.Beside(last.Origin, last.Events[0]) == StudyArrival.AlreadyThere ? true : throw Conflict(id);
    }

    /// <returns>The end of the archive that is here already and tells the same; null for none.</returns>
    private async Task<ArchiveHead?> ArchivedAsync(StudyRows rows, CancellationToken cancellationToken)
    {
        var id = rows.Origin.Id;
        if (await ArchiveReader.ReadAsync(artifacts.Documents, id, cancellationToken).ConfigureAwait(false) is not var (there, head))
        {
            return null;
        }

        return head.Seq <= rows.Seq && Json.Write(there.Events) == Json.Write(rows.Events.Take((int)head.Seq).ToImmutableArray())
            ? head
            : throw new ArchiveException(
                ArchiveFault.Conflict,
                $"{artifacts.Place} holds another archive of {id}, or one that goes on further. Restore that one (autocompress restore {id}), or delete it first (autocompress delete {id}).");
    }

    private async Task WriteAsync(ArrivedExport export, CancellationToken cancellationToken)
    {
        foreach (var segment in export.Segments)
        {
            var name = ArchiveNames.Segment(export.Rows.Origin.Id, segment.First);
            if (!await artifacts.Documents.CreateAsync(name, segment.Content, cancellationToken).ConfigureAwait(false)
                && (await artifacts.Documents.ReadAsync(name, cancellationToken).ConfigureAwait(false))?.AsSpan().SequenceEqual(segment.Content.Span) != true)
            {
                throw new ArchiveException(ArchiveFault.Conflict, $"Somebody else is importing {export.Rows.Origin.Id} just now. Import it again when that is done.");
            }
        }
    }

    private async Task AddAsync(ArrivedExport export, string sha256, CancellationToken cancellationToken)
    {
        var content = File.OpenRead(Path.Combine(export.Folder, sha256));
        await using (content.ConfigureAwait(false))
        {
            await artifacts.AddAsync(content, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<Arrival> InsertAsync(StudyRows rows, ArchiveHead archived, string message, CancellationToken cancellationToken)
    {
        var id = rows.Origin.Id;
        var part = new StudyPart(rows.Origin, rows.Plan, rows.Front, rows.ActiveTime, rows.Events, [], []);
        foreach (var sha256 in ArchiveNeeds.Required(part).Concat(ArchiveNeeds.RequiredToGoOn(part)))
        {
            if (!await artifacts.ExistsAsync(sha256, cancellationToken).ConfigureAwait(false))
            {
                throw new ArchiveException(ArchiveFault.Missing, $"{id} needs {sha256}, a model or data of it, which {artifacts.Place} does not have. An export of {id} may have it.");
            }
        }

        var usable = rows with { Steps = await UsableAsync(rows.Steps, cancellationToken).ConfigureAwait(false) };
        switch (await store.Archive.InsertAsync(usable, archived, message, cancellationToken).ConfigureAwait(false))
        {
            case StudyArrival.Conflict:
                throw Conflict(id);
            case StudyArrival.AlreadyThere:
                return await ArrivalAsync(rows, wasThere: true, cancellationToken).ConfigureAwait(false);
            default:
                queue.Note(id, null);
                return await ArrivalAsync(rows, wasThere: false, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A step whose files are gone runs again when somebody needs it.</summary>
    private async Task<ImmutableArray<KeptStep>> UsableAsync(ImmutableArray<KeptStep> steps, CancellationToken cancellationToken)
    {
        var there = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var sha256 in steps.SelectMany(step => step.Output.Artifacts.Values))
        {
            if (!there.ContainsKey(sha256))
            {
                there[sha256] = ArtifactNames.IsHash(sha256) && await artifacts.ExistsAsync(sha256, cancellationToken).ConfigureAwait(false);
            }
        }

        return [.. steps.Where(step => step.Output.Artifacts.Values.All(sha256 => there[sha256]))];
    }

    private async Task<Arrival> ArrivalAsync(StudyRows rows, bool wasThere, CancellationToken cancellationToken)
    {
        var now = await store.Studies.FindAsync(rows.Origin.Id, cancellationToken).ConfigureAwait(false);
        return new Arrival(rows.Origin.Id, now?.State ?? rows.State, rows.Trials.Length, wasThere);
    }
}

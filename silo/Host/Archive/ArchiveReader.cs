using System.Runtime.CompilerServices;
using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Store;

namespace AutoCompress.Host.Archive;

/// <summary>Reads archives from the artifact store, checking all of it.</summary>
internal static class ArchiveReader
{
    /// <returns>The study and the end of its archive; null when it has none.</returns>
    /// <exception cref="ArchiveException">It is damaged.</exception>
    public static async Task<(StudyRows Rows, ArchiveHead Head)?> ReadAsync(IDocumentStore documents, string study, CancellationToken cancellationToken)
    {
        var chain = new StudyChain(study);
        await foreach (var segment in SegmentsAsync(documents, study, cancellationToken).ConfigureAwait(false))
        {
            chain.Add(segment);
        }

        return chain.Head == ArchiveHead.None ? null : (chain.Build(), chain.Head);
    }

    /// <summary>One after the other, each checked in itself and against the one before.</summary>
    /// <exception cref="ArchiveException">The archive is damaged.</exception>
    public static async IAsyncEnumerable<Segment> SegmentsAsync(
        IDocumentStore documents, string study, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var head = ArchiveHead.None;
        await foreach (var name in documents.ListAsync(ArchiveNames.Prefix(study), cancellationToken).ConfigureAwait(false))
        {
            if (await documents.ReadAsync(name, cancellationToken).ConfigureAwait(false) is not { } content)
            {
                continue;
            }

            var segment = Segment.Read(content, name);
            if (name != ArchiveNames.Segment(study, head.Seq + 1) || segment.First != head.Seq + 1 || segment.Previous != head.Sha256)
            {
                throw new ArchiveException(ArchiveFault.Damaged, $"The archive of {study} is damaged: {name} does not follow from event {head.Seq}, so a segment is missing or was exchanged.");
            }

            head = segment.Head;
            yield return segment;
        }
    }
}

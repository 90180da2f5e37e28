using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AutoCompress.Host.Artifacts;

namespace AutoCompress.Host.Archive;

/// <summary>Where the archives lie among the artifact store's documents: <c>studies/ID/000000000013</c> holds the events from number 13 on.</summary>
internal static partial class ArchiveNames
{
    private const string Root = "studies/";

    /// <summary>All of a study's segments begin with this.</summary>
    public static string Prefix(string study) => $"{Root}{study}/";

    /// <summary>A segment's name follows from where it begins: of two silos that write it, one does, and the other finds what it wrote.</summary>
    public static string Segment(string study, long first) => Prefix(study) + Number(first);

    public static string Number(long first) => first.ToString("D12", CultureInfo.InvariantCulture);

    /// <summary>Whether it can be a study's id: nothing else becomes part of a path.</summary>
    public static bool IsStudy(string id) => Pattern().IsMatch(id);

    /// <summary>Ids of the studies that have an archive, or what is left of one.</summary>
    public static async Task<SortedSet<string>> StudiesAsync(IDocumentStore documents, CancellationToken cancellationToken)
    {
        var studies = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var name in documents.ListAsync(Root, cancellationToken).ConfigureAwait(false))
        {
            if (name[Root.Length..].Split('/') is [var study, _])
            {
                studies.Add(study);
            }
        }

        return studies;
    }

    /// <summary>Adds what the archives of studies without rows refer to, whole or damaged: what is not understood is not removed either.</summary>
    /// <param name="withRows">Studies whose rows are counted already.</param>
    public static async Task ReferencesAsync(
        IDocumentStore documents, IReadOnlySet<string> withRows, ISet<string> references, CancellationToken cancellationToken)
    {
        foreach (var study in (await StudiesAsync(documents, cancellationToken).ConfigureAwait(false)).Except(withRows))
        {
            await foreach (var name in documents.ListAsync(Prefix(study), cancellationToken).ConfigureAwait(false))
            {
                if (await documents.ReadAsync(name, cancellationToken).ConfigureAwait(false) is { } content)
                {
                    ArtifactReferences.Collect(Encoding.UTF8.GetString(content), references);
                }
            }
        }
    }

    /// <summary>As long as a study's name and a number can be.</summary>
    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}-[0-9]{1,18}\z")]
    private static partial Regex Pattern();
}

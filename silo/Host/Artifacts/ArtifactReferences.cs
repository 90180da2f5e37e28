using System.Text.RegularExpressions;

namespace AutoCompress.Host.Artifacts;

/// <summary>Finds artifacts in texts. Whatever looks like a SHA-256 counts, in whatever field: what is not understood is not removed either.</summary>
internal static partial class ArtifactReferences
{
    public static void Collect(string? text, ISet<string> references)
    {
        foreach (var found in Pattern().EnumerateMatches(text ?? ""))
        {
            references.Add(text!.Substring(found.Index, found.Length));
        }
    }

    [GeneratedRegex("(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")]
    private static partial Regex Pattern();
}

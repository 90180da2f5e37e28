using System.Globalization;

namespace AutoCompress.Host.Artifacts;

/// <summary>How stores call artifacts: <c>ab/cdef….3f9a…</c>, the SHA-256 with a folder for its first two digits, then the generation.</summary>
internal static class ArtifactNames
{
    private const int HashLength = 64;
    private const int FolderLength = 2;
    private const int GenerationLength = 12;

    /// <summary>What every generation's name begins with.</summary>
    /// <exception cref="ArgumentException">It is no SHA-256.</exception>
    public static string Prefix(string sha256)
    {
        if (!IsHash(sha256))
        {
            throw new ArgumentException($"'{sha256}' is not a SHA-256 in lower-case hexadecimal.", nameof(sha256));
        }

        return $"{sha256[..FolderLength]}/{sha256[FolderLength..]}";
    }

    /// <summary>A name that was never given before.</summary>
    public static string NewGeneration(string sha256) =>
        $"{Prefix(sha256)}.{Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..GenerationLength]}";

    /// <summary>The SHA-256 in a generation's name; null when the name is none.</summary>
    public static string? HashIn(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var hash = (dot < 0 ? name : name[..dot]).Replace("/", "", StringComparison.Ordinal);
        return IsHash(hash) ? hash : null;
    }

    public static bool IsHash(string text) => text.Length == HashLength && text.All(char.IsAsciiHexDigitLower);
}

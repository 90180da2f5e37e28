using System.Security.Cryptography;
using System.Text;

namespace AutoCompress.Cluster.Tests.Chaos;

/// <summary>How artifacts are called, "ab/cdef….3f9a…": written down again, so that a judge does not take the product's word for it.</summary>
internal static class ArtifactName
{
    /// <summary>What archives of studies begin with.</summary>
    public const string Archives = "studies/";

    private const int HashLength = 64;

    /// <summary>Null for a name that is no artifact's.</summary>
    public static string? HashIn(string name)
    {
        var hash = name.Split('.')[0].Replace("/", "", StringComparison.Ordinal);
        return hash.Length == HashLength && hash.All(char.IsAsciiHexDigitLower) ? hash : null;
    }

    /// <summary>A content that nobody has asked for, and a name for it.</summary>
    public static (string Name, byte[] Content) Orphan()
    {
        var content = Encoding.UTF8.GetBytes($"An orphan: {Guid.NewGuid()}");
        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        return ($"{hash[..2]}/{hash[2..]}.{Guid.NewGuid().ToString("N")[..12]}", content);
    }
}

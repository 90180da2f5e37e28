using System.Security.Cryptography;

namespace AutoCompress.Engine.Stages;

/// <summary>SHA-256 of a file's bytes, in lower-case hexadecimal.</summary>
internal static class FileHash
{
    public static string Of(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}

using System.Security.Cryptography;
using System.Text;

namespace AutoCompress.Host.Archive;

/// <summary>A text with its own SHA-256 as the last line.</summary>
internal static class Seal
{
    private const int HashLength = 64;
    private const byte NewLine = (byte)'\n';

    /// <returns>The sealed text and the SHA-256 in it.</returns>
    public static (byte[] Content, string Sha256) Close(string text)
    {
        var body = Encoding.UTF8.GetBytes(text + "\n");
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(body));
        return ([.. body, .. Encoding.ASCII.GetBytes(sha256), NewLine], sha256);
    }

    /// <returns>Null where the seal is broken.</returns>
    public static (string Text, string Sha256)? Open(ReadOnlySpan<byte> content)
    {
        var length = content.Length - HashLength - 1;
        if (length < 1 || content[^1] != NewLine || content[length - 1] != NewLine)
        {
            return null;
        }

        var sha256 = Convert.ToHexStringLower(SHA256.HashData(content[..length]));
        return Encoding.ASCII.GetString(content[length..^1]) == sha256 ? (Encoding.UTF8.GetString(content[..(length - 1)]), sha256) : null;
    }
}

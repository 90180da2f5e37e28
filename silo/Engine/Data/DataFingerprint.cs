using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using AutoCompress.Engine.Tasks;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Data;

/// <summary>Names the content of a study's data files, so that stages whose data changed are computed anew.</summary>
public static class DataFingerprint
{
    /// <summary>SHA-256 over each file's length and bytes as stored, training data first, and over names where a name tells a class. Lower-case hexadecimal.</summary>
    /// <exception cref="StepFailureException">A file is missing or cannot be read.</exception>
    internal static string Of(DataSpec spec, StudyTask task)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (path, name) in DatasetFiles.All(spec, task))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name));
            Append(hash, path);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, file.Length);
            hash.AppendData(length);
            var buffer = new byte[1 << 16];
            for (int read; (read = file.Read(buffer)) > 0;)
            {
                hash.AppendData(buffer, 0, read);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StepFailureException(FailureCause.Storage, $"{path} cannot be read: {e.Message}", e);
        }
    }
}

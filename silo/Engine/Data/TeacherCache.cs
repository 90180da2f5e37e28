using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using AutoCompress.Trials;
using Microsoft.Win32.SafeHandles;

namespace AutoCompress.Engine.Data;

/// <summary>
/// Logits by (sample, view) in one sparse file that all workers of a host share. A row is its checksum and its numbers: a row never
/// written, half written, written by two at once or damaged on disk has the wrong checksum and counts as missing, so no lock is needed.
/// Positioned reads and writes rather than a mapping: a full disk is then an error and not a SIGBUS.
/// </summary>
public sealed class TeacherCache : IDisposable
{
    private const int HeaderBytes = 48;
    private const uint Version = 1;
    private const int MaxStackRow = 4096;

    private static ReadOnlySpan<byte> Magic => "ACTEACH\n"u8;

    private readonly SafeFileHandle _file;
    private readonly TeacherCacheKey _key;
    private readonly int _rowBytes;
    private readonly string _path;

    private TeacherCache(string path, TeacherCacheKey key, SafeFileHandle file)
    {
        (_path, _key, _file) = (path, key, file);
        _rowBytes = sizeof(uint) + (key.Classes * sizeof(float));
    }

    public int Classes => _key.Classes;

    /// <summary>Opens the cache of <paramref name="key"/> in <paramref name="folder"/>, making it when it is not there or not sound.</summary>
    /// <exception cref="StepFailureException">Storage: the folder cannot be written.</exception>
    public static TeacherCache Open(string folder, TeacherCacheKey key)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(key.Views.Views, 1 << 16, nameof(key));
        var hash = key.Hash();
        var path = Path.Combine(folder, $"teacher-{Convert.ToHexStringLower(hash.AsSpan(0, 16))}.logits");
        try
        {
            Directory.CreateDirectory(folder);
            if (TryOpen(path, hash) is { } sound)
            {
                return new(path, key, sound);
            }

            Create(path, hash);
            return new(path, key, TryOpen(path, hash) ?? throw new IOException("its header does not read back as it was written"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Storage(path, e);
        }
    }

    /// <summary>Reads a row into <paramref name="logits"/>; false when it is missing, and then what is in there means nothing.</summary>
    public bool TryRead(int sample, int view, Span<float> logits)
    {
        Span<byte> row = _rowBytes <= MaxStackRow ? stackalloc byte[_rowBytes] : new byte[_rowBytes];
        var offset = Offset(sample, view);
        try
        {
            if (RandomAccess.Read(_file, row, offset) < row.Length)
            {
                return false;
            }
        }
        catch (IOException e)
        {
            throw Storage(_path, e);
        }

        var data = row[sizeof(uint)..];
        data.CopyTo(MemoryMarshal.AsBytes(logits));
        return BinaryPrimitives.ReadUInt32LittleEndian(row) == Checksum(data, offset);
    }

    /// <exception cref="StepFailureException">Storage: the disk is full or gone.</exception>
    public void Write(int sample, int view, ReadOnlySpan<float> logits)
    {
        Span<byte> row = _rowBytes <= MaxStackRow ? stackalloc byte[_rowBytes] : new byte[_rowBytes];
        var offset = Offset(sample, view);
        MemoryMarshal.AsBytes(logits).CopyTo(row[sizeof(uint)..]);
        BinaryPrimitives.WriteUInt32LittleEndian(row, Checksum(row[sizeof(uint)..], offset));
        try
        {
            RandomAccess.Write(_file, row, offset);
        }
        catch (IOException e)
        {
            throw Storage(_path, e);
        }
    }

    public void Dispose() => _file.Dispose();

    private static SafeFileHandle? TryOpen(string path, byte[] hash)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> header = stackalloc byte[HeaderBytes];
        if (RandomAccess.Read(file, header, 0) == HeaderBytes && header.SequenceEqual(Header(hash)))
        {
            return file;
        }

        file.Dispose();
        return null;
    }

    /// <summary>A rename puts the header there whole. Of two that make it at once the first wins; an unsound file is replaced.</summary>
    private static void Create(string path, byte[] hash)
    {
        var replace = File.Exists(path);
        var draft = $"{path}.{Guid.NewGuid():N}";
        File.WriteAllBytes(draft, Header(hash));
        try
        {
            File.Move(draft, path, overwrite: replace);
        }
        catch (IOException) when (!replace && File.Exists(path))
        {
            File.Delete(draft);
        }
    }

    private static byte[] Header(byte[] hash)
    {
        var header = new byte[HeaderBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), Version);
        hash.CopyTo(header, 16);
        return header;
    }

    private long Offset(int sample, int view) => HeaderBytes + ((((long)sample * _key.Views.Views) + view) * _rowBytes);

    /// <summary>FNV-1a by words, seeded with the place; never 0, so that a hole in the file is a missing row.</summary>
    private static uint Checksum(ReadOnlySpan<byte> data, long offset)
    {
        var sum = 2166136261u ^ (uint)offset ^ (uint)(offset >> 32);
        foreach (var word in MemoryMarshal.Cast<byte, uint>(data))
        {
            sum = BitOperations.RotateLeft((sum ^ word) * 16777619u, 13);
        }

        return sum | 1;
    }

    private static StepFailureException Storage(string path, Exception e) =>
        new(FailureCause.Storage, $"The teacher's logits cannot be kept in {path}: {e.Message} Free space there, or choose another cache folder.", e);
}

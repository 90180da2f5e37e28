using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Data;

/// <summary>Writes NumPy's .npy files, version 1.0.</summary>
internal static class NpyWriter
{
    private const int Alignment = 64;

    /// <exception cref="StepFailureException">Storage: it cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<float> values, IReadOnlyList<int> shape) => Write(path, "<f4", MemoryMarshal.AsBytes(values), shape);

    /// <inheritdoc cref="Write(string, ReadOnlySpan{float}, IReadOnlyList{int})"/>
    public static void Write(string path, ReadOnlySpan<long> values) => Write(path, "<i8", MemoryMarshal.AsBytes(values), [values.Length]);

    private static void Write(string path, string type, ReadOnlySpan<byte> data, IReadOnlyList<int> shape)
    {
        var sizes = string.Join(", ", shape) + (shape.Count == 1 ? "," : "");
        var text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({sizes}), }}";
        var padded = text.PadRight((((10 + text.Length) / Alignment) + 1) * Alignment - 11) + "\n";
        Span<byte> start = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, 0, 0];
        BinaryPrimitives.WriteUInt16LittleEndian(start[8..], checked((ushort)padded.Length));
        try
        {
            using var file = File.Create(path);
            file.Write(start);
            file.Write(Encoding.ASCII.GetBytes(padded));
            file.Write(data);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StepFailureException(FailureCause.Storage, $"{path} cannot be written: {e.Message}", e);
        }
    }
}

using System.Buffers;
using AutoCompress.Engine.Graph;
using Microsoft.Win32.SafeHandles;

namespace AutoCompress.Engine.Data;

/// <summary>Samples that lie one behind the other in a file, read when they are asked for: a data set may be larger than the memory.</summary>
internal sealed class FileSamples(string name, NpyHeader header, string path, SafeFileHandle file)
    : SampleStore(name, header.Shape.AsSpan(1), (int)header.Shape[0])
{
    /// <inheritdoc/>
    public override void Read(int index, Span<float> values)
    {
        var bytes = checked((int)header.Type.Bytes(Size));
        var buffer = ArrayPool<byte>.Shared.Rent(bytes);
        try
        {
            var stored = buffer.AsSpan(0, bytes);
            var read = BadData.Reading(path, () => RandomAccess.Read(file, buffer.AsSpan(0, bytes), header.Bytes + ((long)index * bytes)));
            if (read < bytes)
            {
                throw BadData.Invalid($"{path} became shorter while it was read: sample {index} is not there any more. Leave the data alone while a study runs.");
            }

            Elements.ToFloats(header.Type, stored, values);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

using System.Globalization;
using AutoCompress.Trials;
using Onnx;

namespace AutoCompress.Engine.Graph.Serialization;

/// <summary>
/// Tensor data in files beside the model. Only files inside the model's own folder are read: no absolute path, no "..", no symbolic
/// link, since a model comes from a stranger and must not read the host's files into its weights.
/// </summary>
/// <param name="folder">Full path of the folder of the model.</param>
internal sealed class ExternalData(string folder)
{
    private readonly Dictionary<(string Path, long Offset), ReadOnlyMemory<byte>> _read = [];

    /// <param name="bytes">What type and shape need.</param>
    /// <param name="what">How messages name the tensor.</param>
    public ReadOnlyMemory<byte> Read(TensorProto proto, long bytes, string what)
    {
        var entries = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in proto.ExternalData)
        {
            entries[entry.Key] = entry.Value;
        }

        var location = entries.GetValueOrDefault("location", "");
        var path = Resolve(location, what);
        var offset = Number(entries, "offset", 0, what);
        var length = Number(entries, "length", bytes, what);
        var size = new FileInfo(path).Length;
        if (length != bytes)
        {
            throw Invalid.Model($"{what} needs {bytes} bytes, but declares {length} in '{location}'.");
        }

        if (offset > size || length > size - offset)
        {
            throw Invalid.Model($"{what} lies at {offset}+{length} in '{location}', which holds {size} bytes only. The file may be cut off.");
        }

        if (bytes > Array.MaxLength)
        {
            throw new StepFailureException(
                FailureCause.Unsupported, $"{what} alone takes {bytes:N0} bytes; tensors of 2 GB and more cannot be held. Split it, or leave the model as it is.");
        }

        if (bytes == 0)
        {
            return default;
        }

        if (!_read.TryGetValue((path, offset), out var data) || data.Length != bytes)
        {
            data = ReadBytes(path, offset, bytes);
            _read[(path, offset)] = data;
        }

        return data;
    }

    private string Resolve(string location, string what)
    {
        var parts = location.Split('/', '\\');
        if (location.Length == 0 || Path.IsPathRooted(location) || location.Contains('\0', StringComparison.Ordinal)
            || Array.Exists(parts, part => part.Length == 0 || part == ".." || part.Contains(':', StringComparison.Ordinal)))
        {
            throw Invalid.Model($"{what} asks for the file '{location}', which does not lie in the model's folder. Put it there and save the model again.");
        }

        var path = folder;
        for (var i = 0; i < parts.Length; i++)
        {
            path = Path.Combine(path, parts[i]);
            FileSystemInfo entry = i + 1 < parts.Length ? new DirectoryInfo(path) : new FileInfo(path);
            if (entry.LinkTarget is not null)
            {
                throw Invalid.Model($"{what} asks for '{location}', which is a symbolic link. Put the file itself beside the model.");
            }

            if (!entry.Exists)
            {
                throw Invalid.Model($"{what} asks for '{location}', which is not beside the model.");
            }
        }

        return path;
    }

    private static long Number(Dictionary<string, string> entries, string key, long otherwise, string what)
    {
        if (!entries.TryGetValue(key, out var text))
        {
            return otherwise;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Invalid.Model($"{what}: '{text}' is no valid {key} of external data.");
    }

    private static byte[] ReadBytes(string path, long offset, long bytes)
    {
        using var file = File.OpenHandle(path);
        var data = GC.AllocateUninitializedArray<byte>(checked((int)bytes));
        for (var done = 0; done < data.Length;)
        {
            var read = RandomAccess.Read(file, data.AsSpan(done), offset + done);
            done += read > 0 ? read : throw new EndOfStreamException($"'{path}' became shorter while it was read.");
        }

        return data;
    }
}

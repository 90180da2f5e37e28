namespace AutoCompress.Host.Workers;

/// <summary>What a step can fail by without being to blame: a disk that is full, or a file that it was given and that is out of reach.</summary>
/// <remarks>Native libraries do not say so: ONNX Runtime leaves an empty file on a full disk, and calls a file that it cannot open an invalid model.</remarks>
internal static class Surroundings
{
    /// <summary>Less room than this is none.</summary>
    private const int Room = 1 << 20;

    /// <param name="inputs">Files that the step was given.</param>
    /// <param name="folder">Where the step writes.</param>
    /// <returns>What is wrong; null for nothing.</returns>
    public static string? Fault(IEnumerable<string> inputs, string folder) =>
        inputs.Select(InputFault).FirstOrDefault(fault => fault is not null) ?? DiskFault(folder) ?? DiskFault(Path.GetTempPath());

    /// <summary>Whether nothing can be written to <paramref name="folder"/>.</summary>
    /// <returns>Why; null where it can.</returns>
    public static string? DiskFault(string folder)
    {
        var path = Path.Combine(folder, $"probe-{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(folder);
            using var probe = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
            probe.Write(new byte[Room]);
            probe.Flush(flushToDisk: true);
            return null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return $"{folder} cannot be written: {problem.Message}";
        }
    }

    private static string? InputFault(string path)
    {
        try
        {
            // A data set is given as a folder.
            using var file = Directory.Exists(path) ? null : File.OpenRead(path);
            return null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return $"{path} cannot be read: {problem.Message}";
        }
    }
}

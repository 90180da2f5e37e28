using AutoCompress.Trials;

namespace AutoCompress.Engine.Data;

/// <summary>Failures of data files, with the wording that they share.</summary>
internal static class BadData
{
    private const long MaxClass = 1 << 20;

    /// <summary>Bytes that data may take in memory here.</summary>
    public static long MemoryLimit => Math.Min(Array.MaxLength, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2);

    public static StepFailureException Invalid(string what, Exception? cause = null) => new(FailureCause.InvalidData, what, cause);

    public static StepFailureException Unreadable(string path, Exception cause) =>
        new(FailureCause.Storage, $"{path} cannot be read: {cause.Message}", cause);

    /// <summary>Runs <paramref name="read"/>; a missing or unreadable file becomes a failure that names it.</summary>
    public static T Reading<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Invalid($"{path} is not there. Correct the path in the study's data section.", e);
        }
        catch (InvalidDataException e)
        {
            throw Invalid($"{path} is damaged ({e.Message.TrimEnd('.')}). Copy or download it again.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, e);
        }
    }

    /// <summary>A label as it is counted here.</summary>
    /// <exception cref="StepFailureException">It is negative, or absurdly large.</exception>
    public static int Label(long value, string source, long sample) => value is >= 0 and < MaxClass
        ? (int)value
        : throw Invalid($"Sample {sample} of {source} has label {value}. Labels run from 0 to the model's classes - 1.");
}

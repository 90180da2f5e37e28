using System.Globalization;
using System.Runtime.InteropServices;

namespace AutoCompress.Engine.Measuring;

/// <summary>The resident memory of this process as Linux counts it, in bytes.</summary>
/// <param name="Resident">Now.</param>
/// <param name="Peak">The largest so far, or since the last <see cref="ResetPeak"/>.</param>
internal readonly partial record struct ProcessMemory(long Resident, long Peak)
{
    private const string StatusFile = "/proc/self/status";
    private const string ClearFile = "/proc/self/clear_refs";

    public static ProcessMemory Now() => Parse(File.ReadLines(StatusFile));

    /// <summary>Lets the peak begin at what is resident now; where the kernel refuses, the peak stays that of the whole process.</summary>
    public static void ResetPeak()
    {
        try
        {
            File.WriteAllText(ClearFile, "5");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>
    /// Gives memory that is free but still resident back to the kernel, or it would be used again unseen. Only glibc keeps it and offers
    /// to let it go.
    /// </summary>
    public static void ReturnFree()
    {
        GC.Collect();
        try
        {
            _ = TrimNative(0);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
        }
    }

    internal static ProcessMemory Parse(IEnumerable<string> status)
    {
        var (resident, peak) = (0L, 0L);
        foreach (var line in status)
        {
            if (line.StartsWith("VmRSS:", StringComparison.Ordinal))
            {
                resident = Bytes(line);
            }
            else if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
            {
                peak = Bytes(line);
            }
        }

        return new(resident, peak);
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int TrimNative(nuint pad);

    private static long Bytes(string line) =>
        1024 * long.Parse(line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}

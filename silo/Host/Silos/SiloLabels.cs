using System.Collections.Immutable;
using System.Text.RegularExpressions;
using AutoCompress.Trials;

namespace AutoCompress.Host.Silos;

/// <summary>What a silo offers beside what its operator says: labels that follow from the machine.</summary>
/// <remarks>A GPU is offered by itself only where both its driver and a libtorch that uses it are there; elsewhere training on it would fail.</remarks>
public static partial class SiloLabels
{
    private const string DeviceTree = "/proc/device-tree/model";
    private const string Processor = "/proc/cpuinfo";
    private const string GpuDriver = "/proc/driver/nvidia/version";
    private const string GpuLibrary = "libtorch_cuda.so";
    private const int LongestDevice = 64;

    private static readonly ImmutableArray<string> LibraryFolders =
        [AppContext.BaseDirectory, "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/local/lib"];

    /// <summary>All labels of a silo with these places.</summary>
    public static ImmutableArray<string> Of(SiloPlaces places)
    {
        ArgumentNullException.ThrowIfNull(places);
        var labels = places.Labels ?? (HasGpu() ? new SiloOptions().Labels.Add(StageLabels.Cuda) : new SiloOptions().Labels);
        var device = places.Device ?? Device();
        return
        [
            .. labels.Concat(places.AllowsCommands ? [StageLabels.Command] : [])
                .Concat(device is null ? [] : [StageLabels.Device(device)])
                .Concat(StageLabels.MemoriesUpTo(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes))
                .Distinct(),
        ];
    }

    /// <summary>The name of the machine's kind, from what a board or its processor calls itself; null where neither says.</summary>
    /// <param name="text">"Raspberry Pi 5 Model B Rev 1.0" gives "raspberry-pi-5".</param>
    public static string? DeviceOf(string text)
    {
        var kind = RevisionPattern().Replace(MarksPattern().Replace(text, " "), " ");
        var name = OtherPattern().Replace(kind.ToLowerInvariant(), "-").Trim('-', '.', '_');
        return name.Length == 0 ? null : name[..Math.Min(LongestDevice, name.Length)].TrimEnd('-', '.', '_');
    }

    private static string? Device() => Read(DeviceTree) is { } board
        ? DeviceOf(board)
        : ModelPattern().Match(Read(Processor) ?? "") is { Success: true } processor ? DeviceOf(processor.Groups["name"].Value) : null;

    private static bool HasGpu() => File.Exists(GpuDriver) && LibraryFolders.Any(folder => File.Exists(Path.Combine(folder, GpuLibrary)));

    private static string? Read(string file)
    {
        try
        {
            return File.Exists(file) ? File.ReadAllText(file) : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^model name\s*:\s*(?<name>.+)$", RegexOptions.Multiline)]
    private static partial Regex ModelPattern();

    [GeneratedRegex(@"\(R\)|\(TM\)|\bCPU\b|@\s*[\d.]+\s*GHz|\b\d+-Core Processor\b|\bProcessor\b|\0", RegexOptions.IgnoreCase)]
    private static partial Regex MarksPattern();

    [GeneratedRegex(@"\b(Model \w+ )?Rev(ision)? [\w.]+", RegexOptions.IgnoreCase)]
    private static partial Regex RevisionPattern();

    [GeneratedRegex("[^a-z0-9._]+")]
    private static partial Regex OtherPattern();
}

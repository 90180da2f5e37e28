using System.Globalization;

namespace AutoCompress.Host.Silos;

/// <summary>The cores and the measuring slot of a machine, each one silo's at a time: by locks on files in a folder that its silos share.</summary>
/// <remarks>The kernel lets go of a lock when the process dies, however it dies.</remarks>
internal sealed class HostSlots(string folder)
{
    private const UnixFileMode Everyone = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private const UnixFileMode EveryonesFolder = Everyone | UnixFileMode.StickyBit
        | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The machine that this process runs on, the same for all containers on it.</summary>
    public static string Machine { get; } = File.Exists("/proc/sys/kernel/random/boot_id")
        ? File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()
        : Environment.MachineName;

    /// <returns>To be disposed when the core is free again; null while another step has it.</returns>
    public IDisposable? TryTakeCore(int core) => TryTake(core.ToString(CultureInfo.InvariantCulture));

    /// <returns>To be disposed when the slot is free again; null while another step measures.</returns>
    public IDisposable? TryTakeMeter() => TryTake("measure");

    private FileStream? TryTake(string name)
    {
        var path = Path.Combine(folder, name);
        try
        {
            if (!Directory.Exists(folder))
            {
                Directory.CreateDirectory(folder);
                Open(folder, EveryonesFolder);
            }

            var isNew = !File.Exists(path);
            var slot = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            if (isNew)
            {
                Open(path, Everyone);
            }

            return slot;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Lets silos of other users in too.</summary>
    private static void Open(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }
}

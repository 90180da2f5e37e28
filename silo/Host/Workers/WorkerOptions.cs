using System.ComponentModel.DataAnnotations;

namespace AutoCompress.Host.Workers;

/// <summary>How child processes are started and limited.</summary>
public sealed class WorkerOptions
{
    /// <summary>The autocompress executable.</summary>
    [Required]
    public string Executable { get; set; } = Path.Combine(AppContext.BaseDirectory, "autocompress");

    /// <summary>Address space of a child in bytes (RLIMIT_AS); at least 2 GiB, since .NET and libtorch map much that they never touch.</summary>
    [Range(2L << 30, long.MaxValue)]
    public long MemoryLimit { get; set; } = 16L << 30;

    /// <summary>Largest file that a child may write in bytes (RLIMIT_FSIZE); null for no limit.</summary>
    public long? FileLimit { get; set; }

    /// <summary>A stage without a limit of its own that takes longer than this is ended.</summary>
    public TimeSpan StageLimit { get; set; } = TimeSpan.FromHours(24);

    /// <summary>What a stage gets beyond its own limit, and a cancelled stage to end by itself, before its process is killed.</summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>A child is replaced after this many stages, which bounds what a leak in a native library can cost.</summary>
    [Range(1, int.MaxValue)]
    public int StagesPerProcess { get; set; } = 64;

    /// <summary>Shared by the children of this host, for caches that may be lost.</summary>
    public string CacheFolder { get; set; } = Path.Combine(Path.GetTempPath(), "autocompress-cache");
}

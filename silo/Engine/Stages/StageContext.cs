using AutoCompress.Trials;

namespace AutoCompress.Engine.Stages;

/// <summary>What a running stage may use.</summary>
/// <param name="Key">The stage's key; empty for one that stands alone.</param>
/// <param name="Inputs">Role to a readable local file.</param>
/// <param name="OutputFolder">Empty; every output file goes here.</param>
/// <param name="CacheFolder">Shared by the workers of one host, for caches that may be lost at any time.</param>
/// <param name="Seed">Of everything random in the stage.</param>
/// <param name="Threads">Cores that the stage may use, at least 1.</param>
/// <param name="Seconds">The stage must end by then; null for no limit.</param>
public sealed record StageContext(
    string Key,
    IReadOnlyDictionary<string, string> Inputs,
    string OutputFolder,
    string CacheFolder,
    ulong Seed,
    int Threads,
    double? Seconds,
    IProgress<StageProgress> Progress,
    TimeProvider Clock,
    CancellationToken Cancellation)
{
    /// <summary>Where this very stage leaves its checkpoints, so that the next run of it on this host goes on; null for a stage without a key.</summary>
    public string? CheckpointFolder => Key.Length == 0 ? null : Path.Combine(CacheFolder, "checkpoints", Key);

    /// <summary>The file that was given for <paramref name="role"/>.</summary>
    /// <exception cref="ArgumentException">No file was given: a bug of the caller.</exception>
    public string Input(string role) => Inputs.TryGetValue(role, out var path)
        ? path
        : throw new ArgumentException($"The stage was given no '{role}', only {string.Join(", ", Inputs.Keys)}.", nameof(role));

    /// <summary>Where the output <paramref name="file"/> is to be written.</summary>
    public string Output(string file) => Path.Combine(OutputFolder, file);

    public void Report(double done, string note) => Progress.Report(new(done, note));
}

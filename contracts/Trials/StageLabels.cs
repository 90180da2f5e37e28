using System.Collections.Immutable;
using System.Globalization;

namespace AutoCompress.Trials;

/// <summary>What a stage asks of a silo.</summary>
public static class StageLabels
{
    /// <summary>One core for computing.</summary>
    public const string Cpu = "cpu";

    /// <summary>The device's one measuring slot: a core on which nothing else runs, and a fresh process.</summary>
    public const string Measure = "measure";

    /// <summary>A GPU that the trainer, or ONNX Runtime where it is the target, can use.</summary>
    public const string Cuda = "cuda";

    private const string DevicePrefix = "device:";
    private const string MemoryPrefix = "memory:";
    private const double Gibibyte = 1024.0 * 1024 * 1024;

    /// <summary>A machine with 16 GiB tells its programs of a little less.</summary>
    private const double Visible = 0.9;

    /// <summary>A machine of this kind, such as "raspberry-pi-5": what is measured on one of them says what it is on the others.</summary>
    public static string Device(string name) => DevicePrefix + name;

    /// <summary>Main memory: a power of two in GiB that holds <paramref name="bytes"/>.</summary>
    public static string Memory(long bytes) => MemoryOf((int)Math.Max(0, Math.Ceiling(Math.Log2(bytes / Gibibyte))));

    /// <summary>The memory labels that a machine with so many bytes offers, the smallest first.</summary>
    public static ImmutableArray<string> MemoriesUpTo(long bytes) =>
        [.. Enumerable.Range(0, 31).TakeWhile(power => Math.ScaleB(Gibibyte * Visible, power) <= bytes).Select(MemoryOf)];

    private static string MemoryOf(int power) => MemoryPrefix + (1L << power).ToString(CultureInfo.InvariantCulture);

    /// <summary>Leave to run the program that a study scores its predictions with; offered only where the operator allows it.</summary>
    public const string Command = "command";
}

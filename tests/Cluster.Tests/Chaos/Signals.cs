using System.Runtime.InteropServices;

namespace AutoCompress.Cluster.Tests.Chaos;

/// <summary>Signals of the kernel to processes.</summary>
internal static partial class Signals
{
    public const int Interrupt = 2;
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    /// <param name="process">Negative for a whole process group.</param>
    /// <returns>False when there is no such process any more.</returns>
    public static bool Send(int process, int signal) => Call(process, signal) == 0;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Call(int process, int signal);
}

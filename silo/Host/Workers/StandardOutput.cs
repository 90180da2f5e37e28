using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AutoCompress.Host.Workers;

/// <summary>Keeps native libraries, which print to descriptor 1 whenever they like, away from the frames.</summary>
internal static partial class StandardOutput
{
    private const int Output = 1;
    private const int Error = 2;

    /// <summary>Returns the process's standard output as a stream of our own; whoever prints from now on prints to standard error.</summary>
    public static FileStream TakeOver()
    {
        var own = Duplicate(Output);
        if (own < 0 || DuplicateTo(Error, Output) < 0)
        {
            throw new IOException($"The worker cannot take over its standard output (errno {Marshal.GetLastPInvokeError()}).");
        }

        return new(new SafeFileHandle(own, ownsHandle: true), FileAccess.Write, bufferSize: 0);
    }

    [LibraryImport("libc", EntryPoint = "dup", SetLastError = true)]
    private static partial int Duplicate(int descriptor);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int DuplicateTo(int descriptor, int target);
}

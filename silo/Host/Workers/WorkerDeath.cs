using AutoCompress.Trials;

namespace AutoCompress.Host.Workers;

/// <summary>Reads a child's exit code: 128 and the signal's number when a signal ended it.</summary>
internal static class WorkerDeath
{
    private const int SignalBase = 128;
    private const int Abort = 6;
    private const int Kill = 9;
    private const int FileSize = 25;

    public static StageResult.Failed Explain(string stage, int exitCode, string errors)
    {
        var last = errors.Length == 0 ? "" : $" It last said: {errors.Split('\n')[^1].Trim()}";
        return (exitCode - SignalBase) switch
        {
            Kill => new(
                FailureCause.OutOfMemory,
                $"The process of stage '{stage}' was killed (SIGKILL), most likely by the kernel for want of memory; use a smaller batch or a larger machine."),
            FileSize => new(
                FailureCause.Storage, $"Stage '{stage}' wrote a file beyond the file-size limit (SIGXFSZ); raise the limit or free the disk."),
            Abort when IsOutOfMemory(errors) => new(FailureCause.OutOfMemory, $"Stage '{stage}' ran out of the memory it may use.{last}"),
            > 0 and var signal => new(
                FailureCause.NativeCrash, $"A native library ended the process of stage '{stage}' by {Name(signal)}; only this step is lost.{last}"),
            _ when IsOutOfMemory(errors) => new(FailureCause.OutOfMemory, $"Stage '{stage}' ran out of the memory it may use.{last}"),
            _ => new(FailureCause.NativeCrash, $"The process of stage '{stage}' ended with exit code {exitCode} and no answer.{last}"),
        };
    }

    private static bool IsOutOfMemory(string errors) =>
        errors.Contains("OutOfMemory", StringComparison.Ordinal)
        || errors.Contains("Out of memory", StringComparison.OrdinalIgnoreCase)
        || errors.Contains("bad_alloc", StringComparison.Ordinal)
        || errors.Contains("DefaultCPUAllocator: can't allocate memory", StringComparison.Ordinal);

    private static string Name(int signal) => signal switch
    {
        4 => "SIGILL",
        Abort => "SIGABRT",
        7 => "SIGBUS",
        8 => "SIGFPE",
        11 => "SIGSEGV",
        15 => "SIGTERM",
        _ => $"signal {signal}",
    };
}

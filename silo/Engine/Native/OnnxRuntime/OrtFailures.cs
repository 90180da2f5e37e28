using AutoCompress.Trials;
using Microsoft.ML.OnnxRuntime;

namespace AutoCompress.Engine.Native.OnnxRuntime;

/// <summary>ONNX Runtime's exceptions as failures with a cause, in its own words.</summary>
internal static class OrtFailures
{
    /// <param name="otherwise">The cause when the message does not tell a better one.</param>
    /// <param name="doing">What was tried, the beginning of the message.</param>
    public static T Map<T>(FailureCause otherwise, string doing, Func<T> call)
    {
        try
        {
            return call();
        }
        catch (OnnxRuntimeException e)
        {
            throw Of(otherwise, doing, e);
        }
        catch (Exception e) when ((e as TypeInitializationException)?.InnerException is DllNotFoundException || e is DllNotFoundException)
        {
            throw new StepFailureException(FailureCause.MissingDevice,
                "ONNX Runtime's native library (libonnxruntime.so) is not beside the executable. Run `make` to install it.", e);
        }
        catch (EntryPointNotFoundException e)
        {
            throw new StepFailureException(FailureCause.MissingDevice, $"{doing}: this build of ONNX Runtime lacks the provider.", e);
        }
    }

    public static StepFailureException Of(FailureCause otherwise, string doing, OnnxRuntimeException e) =>
        new(Cause(e.Message, otherwise), $"{doing}: {e.Message}", e);

    private static FailureCause Cause(string message, FailureCause otherwise) =>
        Has(message, "Failed to allocate") || Has(message, "bad_alloc") || Has(message, "out of memory") ? FailureCause.OutOfMemory
        : Has(message, "[ErrorCode:NotImplemented]") ? FailureCause.Unsupported
        : Has(message, "Got invalid dimensions for input") || Has(message, "Invalid rank for input")
            || Has(message, "Unexpected input data type") ? FailureCause.InvalidData
        : otherwise;

    private static bool Has(string message, string words) => message.Contains(words, StringComparison.OrdinalIgnoreCase);
}

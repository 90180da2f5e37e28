using AutoCompress.Trials;
using Microsoft.ML.OnnxRuntime;

namespace AutoCompress.Engine.Native.OnnxRuntime;

/// <summary>The native library as a whole.</summary>
public static class OrtRuntime
{
    private static readonly Lazy<OrtEnv> Environment = new(Start);

    /// <summary>The version of the native library.</summary>
    /// <exception cref="StepFailureException"><see cref="FailureCause.MissingDevice"/> when it is not there.</exception>
    public static string Version => OrtFailures.Map(FailureCause.MissingDevice, "ONNX Runtime", () => Environment.Value.GetVersionString());

    /// <summary>Execution providers of this build, such as CPUExecutionProvider.</summary>
    /// <inheritdoc cref="Version"/>
    public static IReadOnlyList<string> Providers =>
        OrtFailures.Map(FailureCause.MissingDevice, "ONNX Runtime", () => Environment.Value.GetAvailableProviders());

    internal static SessionOptions Configure(OrtOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1);
        _ = Environment.Value;
        var native = new SessionOptions
        {
            IntraOpNumThreads = options.Threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            GraphOptimizationLevel = options.Optimization switch
            {
                OrtOptimization.None => GraphOptimizationLevel.ORT_DISABLE_ALL,
                OrtOptimization.Basic => GraphOptimizationLevel.ORT_ENABLE_BASIC,
                OrtOptimization.Extended => GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
                _ => GraphOptimizationLevel.ORT_ENABLE_ALL,
            },
        };
        native.AddSessionConfigEntry("session.intra_op.allow_spinning", options.Spin ? "1" : "0");
        if (options.OptimizedModelPath is { } path)
        {
            native.OptimizedModelFilePath = path;
        }

        if (options.Device == OrtDevice.Cuda)
        {
            OrtFailures.Map(FailureCause.MissingDevice, "CUDA cannot be used", () =>
            {
                native.AppendExecutionProvider_CUDA();
                return true;
            });
        }

        return native;
    }

    private static OrtEnv Start()
    {
        if (OrtEnv.IsCreated)
        {
            return OrtEnv.Instance();
        }

        // Errors come as exceptions; the log would only say them again on the user's terminal.
        var options = new EnvironmentCreationOptions { logId = "autocompress", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        return OrtEnv.CreateInstanceWithOptions(ref options);
    }
}

using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Engine.Native.Torch;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Stages;

/// <summary>No input. Loads the native libraries and says what there is.</summary>
internal sealed class ProbeStage() : EngineStage<ProbeParameters, NativeReport>("probe", 1)
{
    protected override Task<NativeReport> RunAsync(ProbeParameters parameters, StageContext context, IDictionary<string, string> files)
    {
        var (torch, torchProblem) = Try(() => Torch.Version);
        var (runtime, runtimeProblem) = Try(() => OrtRuntime.Version);
        return Task.FromResult<NativeReport>(new(torch, torchProblem, runtime, runtimeProblem, runtime is null ? [] : [.. OrtRuntime.Providers]));
    }

    private static (string? Value, string? Problem) Try(Func<string> read)
    {
        try
        {
            return (read(), null);
        }
        catch (Exception e) when (e is StepFailureException or DllNotFoundException or EntryPointNotFoundException or TypeInitializationException)
        {
            return (null, (e.InnerException ?? e).Message.Split('\n')[0]);
        }
    }
}

/// <summary>Nothing decides what is found but the machine.</summary>
internal sealed record ProbeParameters;

using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Training.Conformance;

namespace AutoCompress.Engine.Stages;

/// <summary>Input "model" and its data files. Runs one of ONNX's backend tests on the trainer.</summary>
internal sealed class ConformanceStage() : EngineStage<ConformanceParameters, ConformanceValues>("conformance", 1)
{
    protected override async Task<ConformanceValues> RunAsync(ConformanceParameters parameters, StageContext context, IDictionary<string, string> files)
    {
        using var torch = new TorchThread(context.Threads);
        return new(await torch.Run(() => BackendTest.FirstDifference(context.Input("model"), context.Inputs)).ConfigureAwait(false));
    }
}

/// <summary>Nothing beside the test's files decides its result.</summary>
internal sealed record ConformanceParameters;

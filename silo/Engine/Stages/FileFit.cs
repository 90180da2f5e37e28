using AutoCompress.Engine.Data;
using AutoCompress.Engine.Measuring;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Stages;

/// <summary>How a study's samples feed an exported file.</summary>
internal static class FileFit
{
    /// <exception cref="StepFailureException">The file does not load, or takes other samples.</exception>
    public static DataFit Of(DataSplits splits, string model)
    {
        using var session = OrtSession.Load(model);
        return session is { Inputs.Length: 1, Outputs.Length: 1 }
            ? DataFit.Of(splits.Train.Data, SessionPredictor.Describe(session.Inputs[0]), SessionPredictor.Describe(session.Outputs[0]))
            : throw new StepFailureException(
                FailureCause.InvalidModel,
                $"The model has {session.Inputs.Length} inputs and {session.Outputs.Length} outputs, but a classifier has one of each.");
    }
}

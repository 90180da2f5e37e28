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
        return DataFit.Of(splits.Train.Data, splits.Normalisation, [.. session.Inputs.Select(SessionPredictor.Describe)]);
    }
}

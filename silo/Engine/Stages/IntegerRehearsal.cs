using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Engine.Quantizing;
using AutoCompress.Engine.Transforming;
using AutoCompress.Spaces;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Stages;

/// <summary>Exports a graph to int8, calibrated on one random batch, and runs the file.</summary>
internal static class IntegerRehearsal
{
    private static readonly OrtOptions Plain = OrtOptions.Default with { Optimization = OrtOptimization.None };

    /// <param name="path">Where the file goes.</param>
    /// <returns>False when the graph was refused for a reason: nothing in it can be quantized, or not with these numbers.</returns>
    /// <exception cref="StepFailureException"><see cref="FailureCause.Internal"/>: ONNX Runtime refuses the file.</exception>
    public static bool Run(ModelGraph graph, string path, ulong seed, CancellationToken cancellation)
    {
        (string, Tensor)[] inputs;
        using (var session = OrtSession.Of(graph, Plain))
        {
            inputs = RandomBatch.Run(graph, session, seed).Inputs;
        }

        try
        {
            OnnxFile.Save(Quantizer.Export(graph, Precision.Int8, CalibrationMethod.MinMax, [inputs], IntegerKernels.WeightBits, cancellation), path, SaveOptions.Export);
        }
        catch (StepFailureException e) when (e.Cause is FailureCause.Infeasible or FailureCause.Unsupported or FailureCause.NotANumber)
        {
            return false;
        }

        AnswerCheck.EnsureLoads(path, inputs);
        return true;
    }
}

using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Serialization;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Transforming;

/// <summary>Whether a graph that was read from a file, and rewritten, still answers as the file does.</summary>
internal static class AnswerCheck
{
    private static readonly OrtOptions Plain = OrtOptions.Default with { Optimization = OrtOptimization.None };

    /// <summary>Compares the answers to one random batch.</summary>
    /// <returns>Whether there was anything to compare.</returns>
    /// <exception cref="StepFailureException"><see cref="FailureCause.InvalidModel"/>: ONNX Runtime refuses the file;
    /// <see cref="FailureCause.Internal"/>: it refuses the graph only, or the answers differ.</exception>
    public static AnswerComparison EnsureSame(string path, ModelGraph graph, ulong seed)
    {
        ((string, Tensor)[] Inputs, Tensor[] Outputs) expected;
        using (var session = OrtSession.Load(path, Plain))
        {
            try
            {
                expected = RandomBatch.Run(graph, session, seed);
                if (!expected.Outputs.All(IsFinite) || Worst(expected.Outputs, session.Run(expected.Inputs)) > 0)
                {
                    return new AnswerComparison.Unsteady();
                }
            }
            catch (StepFailureException e)
            {
                return new AnswerComparison.NotRun(e.Message);
            }
        }

        var error = Worst(expected.Outputs, Answer(graph, expected.Inputs, path));
        var tolerance = HoldsHalves(path) ? MaskedEquivalence.HalfTolerance : MaskedEquivalence.ToleranceOf(graph);
        return error <= tolerance ? new AnswerComparison.Same() : throw new StepFailureException(
            FailureCause.Internal, $"The model as it was read and saved differs from '{path}' by {error:E1} relative, above {tolerance:E0}. Report the model.");
    }

    /// <summary>Loads a file that was written here, and runs it on <paramref name="inputs"/> where there are any.</summary>
    /// <exception cref="StepFailureException"><see cref="FailureCause.Internal"/>: ONNX Runtime refuses it.</exception>
    public static void EnsureLoads(string path, IReadOnlyList<(string, Tensor)>? inputs = null)
    {
        try
        {
            using var session = OrtSession.Load(path, Plain);
            if (inputs is not null)
            {
                session.Run(inputs);
            }
        }
        catch (StepFailureException e) when (IsRefusal(e))
        {
            throw new StepFailureException(FailureCause.Internal, "ONNX Runtime accepts the model, but not what was made of it. Report the model. " + e.Message, e);
        }
    }

    /// <summary>Loads a file as it is used: with its constants folded, ONNX Runtime finds faults in it that it overlooks otherwise.</summary>
    /// <exception cref="StepFailureException"><see cref="FailureCause.InvalidModel"/>: ONNX Runtime refuses it.</exception>
    public static void EnsureUsable(string path) => OrtSession.Load(path).Dispose();

    public static bool IsFinite(Tensor tensor) => !tensor.Type.IsFloatingPoint() || Array.TrueForAll(TensorNumbers.Of(tensor), double.IsFinite);

    private static bool IsRefusal(StepFailureException failure) => failure.Cause is FailureCause.InvalidModel or FailureCause.InvalidData or FailureCause.Unsupported;

    private static double Worst(Tensor[] expected, Tensor[] found) => expected.Zip(found, MaskedEquivalence.Difference).DefaultIfEmpty().Max();

    /// <summary>Whether anything in the file is rounded to halves, also what is folded away in the graph.</summary>
    private static bool HoldsHalves(string path)
    {
        using var file = File.OpenRead(path);
        return ModelTensors.Of(ModelParser.Parse(file, withData: false).Graph).Any(tensor => (ElementType)tensor.DataType is ElementType.Float16 or ElementType.BFloat16);
    }

    private static Tensor[] Answer(ModelGraph graph, (string, Tensor)[] inputs, string path)
    {
        try
        {
            using var session = OrtSession.Of(graph, Plain);
            return session.Run(inputs);
        }
        catch (StepFailureException e) when (IsRefusal(e))
        {
            EnsureUsable(path);
            throw new StepFailureException(FailureCause.Internal, "ONNX Runtime accepts the model, but not as it was read and saved. Report the model. " + e.Message, e);
        }
    }
}

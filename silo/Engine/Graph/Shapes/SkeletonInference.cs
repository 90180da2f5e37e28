using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Graph.Shapes;

/// <summary>
/// ONNX Runtime's own inference on a graph whose larger weights are inputs: it costs milliseconds however large the model is. Every value is
/// an output, and the result is read from the unoptimised graph that ONNX Runtime writes, since its interface tells a scalar and an unknown
/// rank alike, and does not know all element types.
/// </summary>
internal static class SkeletonInference
{
    /// <summary>Bytes up to which a constant stays one: shapes, axes and indices are far smaller.</summary>
    private const int SmallConstant = 1024;

    /// <summary>The oldest opset that ONNX Runtime promises to run; below it, only what the file declares is known here.</summary>
    private const int OldestOpset = 7;

    /// <summary>The graph as ONNX Runtime sees it, by value names.</summary>
    public static ModelGraph Run(ModelGraph graph)
    {
        if (graph.Nodes.Count == 0 || graph.Opset is > 0 and < OldestOpset)
        {
            return graph;
        }

        var bare = Bare(graph);
        foreach (var constant in bare.Constants.Where(IsWeight).ToList())
        {
            bare.TurnIntoInput(constant);
        }

        try
        {
            return Load(bare);
        }
        catch (StepFailureException e) when (e.Cause is FailureCause.InvalidModel or FailureCause.Unsupported)
        {
            // Some kernels want their weights constant.
            return Load(Bare(graph));
        }
    }

    /// <summary>
    /// A copy whose values are all outputs without types and shapes: ONNX Runtime infers no shape where it finds a type without one. Other
    /// domains keep their types, since nothing may infer them.
    /// </summary>
    private static ModelGraph Bare(ModelGraph graph)
    {
        var copy = graph.Clone();
        var computed = copy.Values.Where(value => value.Producer is not null).ToList();
        foreach (var value in computed.Where(value => value.Producer!.Domain.Length == 0))
        {
            (value.Type, value.Shape, value.OpaqueType) = (ElementType.Undefined, null, null);
        }

        copy.SetOutputs(computed);
        AddTrigger(copy);
        return copy;
    }

    /// <summary>
    /// ONNX Runtime writes a graph that it did not have to change as it read it, without what it inferred. A half-precision operator that
    /// its CPU provider has in single precision only makes it insert casts, and with them write what it knows.
    /// </summary>
    private static void AddTrigger(ModelGraph graph)
    {
        if (graph.Opset == 0)
        {
            graph.Header = graph.Header with { Opsets = graph.Header.Opsets.SetItem("", ModelHeader.Default.Opset) };
        }

        var half = graph.AddConstant("half", Tensor.Scalar((Half)0));
        graph.AddNode("Selu", "trigger", [half], "half_selu");
    }

    /// <summary>Whether a constant is large enough to be fed, and of a type that can be.</summary>
    public static bool IsWeight(GraphValue constant) => !constant.IsOutput && constant.Constant is { Texts: null } tensor
        && tensor.Data.Length > SmallConstant && tensor.Type.Bits() >= 8 && tensor.Type <= ElementType.BFloat16;

    private static ModelGraph Load(ModelGraph graph)
    {
        var folder = Directory.CreateTempSubdirectory("autocompress-shapes-");
        try
        {
            var path = Path.Combine(folder.FullName, "inferred.onnx");
            try
            {
                OrtSession.Of(graph, new() { Optimization = OrtOptimization.None, OptimizedModelPath = path }).Dispose();
            }
            catch (StepFailureException) when (File.Exists(path))
            {
                // The session is there, and only its C# interface does not know the element type of an output.
            }

            // ONNX Runtime does not say when it cannot write.
            return new FileInfo(path) is { Exists: true, Length: > 0 }
                ? OnnxFile.Load(path)
                : throw new StepFailureException(FailureCause.Storage, $"ONNX Runtime could not write to {folder.FullName}. Free some space there, or set TMPDIR to a folder that has it.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

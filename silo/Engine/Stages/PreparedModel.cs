using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Passes;
using AutoCompress.Engine.Graph.Shapes;
using AutoCompress.Engine.Transforming;

namespace AutoCompress.Engine.Stages;

/// <summary>How every stage reads a model: loaded, with its shapes, simplified, ready for cuts. Node names, and so the names of channel groups, are the same on every load.</summary>
internal static class PreparedModel
{
    /// <exception cref="AutoCompress.Trials.StepFailureException">The file is no model that ONNX Runtime accepts.</exception>
    public static ModelGraph Load(string path)
    {
        var graph = FreeBatch.Of(OnnxFile.Load(path));
        ShapeInference.Infer(graph);
        UncheckedSizes.Check(graph, path);
        return new PrepareForPruning().Apply(new Simplify().Apply(graph).Graph).Graph;
    }
}

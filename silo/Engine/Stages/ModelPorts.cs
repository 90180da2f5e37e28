using AutoCompress.Engine.Graph;
using AutoCompress.Spaces;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Stages;

/// <summary>The single input and output of a classifier.</summary>
internal static class ModelPorts
{
    /// <exception cref="StepFailureException">The model has no input or more than one.</exception>
    public static ModelPort Input(ModelGraph graph) => Of(graph.Inputs, "input");

    /// <exception cref="StepFailureException">The model has no output or more than one.</exception>
    public static ModelPort Output(ModelGraph graph) => Of(graph.Outputs, "output");

    private static ModelPort Of(IReadOnlyList<GraphValue> values, string kind) => values.Count == 1
        ? new(values[0].Name, values[0].Type.ToString(), [.. (values[0].Shape ?? []).Select(dim => dim.Size ?? -1)])
        : throw new StepFailureException(
            FailureCause.InvalidModel, $"The model has {values.Count} {kind}s, but a classifier has one. Give a model with one {kind}.");
}

using AutoCompress.Engine.Graph;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Training;

/// <summary>Finds the value that the loss looks at.</summary>
internal static class TrainedOutput
{
    /// <summary>The model's first output; for a classifier that ends in Softmax or LogSoftmax, what goes into it.</summary>
    public static GraphValue Of(ModelGraph graph, LossKind loss)
    {
        var output = graph.Outputs is [var first, ..]
            ? first
            : throw new StepFailureException(FailureCause.InvalidModel, $"The model '{graph.Name}' has no output.");
        while (loss == LossKind.CrossEntropy && output.Producer is { } node
            && (node.Is("Softmax") || node.Is("LogSoftmax") || node.Is("Identity")))
        {
            output = node.Input(0)!;
        }

        return output;
    }
}

using AutoCompress.Engine.Graph;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Training;

/// <summary>Checks samples against the model's input before anything is loaded.</summary>
internal static class SampleFit
{
    /// <exception cref="StepFailureException">The model does not take one input of floats or ids of the samples' shape.</exception>
    public static void Check(ModelGraph graph, ITrainingBatches batches)
    {
        var inputs = graph.Inputs.Where(value => !value.IsConstant).ToList();
        if (inputs is not [{ Type: ElementType.Float or ElementType.Int64 or ElementType.Undefined } input])
        {
            throw new StepFailureException(
                FailureCause.Unsupported,
                $"The trainer feeds models of one input of floats or ids; '{graph.Name}' has {inputs.Count} ({string.Join("; ", inputs)}).");
        }

        if (input.Shape is { } shape
            && (shape.Length != batches.SampleShape.Count + 1
                || shape.Skip(1).Zip(batches.SampleShape).Any(pair => pair.First.Size is { } size && size != pair.Second)))
        {
            throw new StepFailureException(
                FailureCause.InvalidData,
                $"Samples of shape [{string.Join(',', batches.SampleShape)}] do not fit the model's input {input}.");
        }
    }
}

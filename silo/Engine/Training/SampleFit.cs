using AutoCompress.Engine.Graph;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Training;

/// <summary>Checks samples against the model's inputs before anything is loaded.</summary>
internal static class SampleFit
{
    /// <exception cref="StepFailureException">InvalidData: the samples do not feed every input of the model, each in its shape.</exception>
    public static void Check(ModelGraph graph, ITrainingBatches batches)
    {
        var inputs = graph.Inputs.Where(value => !value.IsConstant).ToList();
        if (inputs.Count != batches.Inputs.Count)
        {
            throw new StepFailureException(
                FailureCause.InvalidData,
                $"'{graph.Name}' has {inputs.Count} inputs ({string.Join("; ", inputs)}), but the samples feed {batches.Inputs.Count}.");
        }

        foreach (var (input, part) in inputs.Zip(batches.Inputs))
        {
            if (input.Shape is { } shape
                && (shape.Length != part.Shape.Length + 1
                    || shape.Skip(1).Zip(part.Shape).Any(pair => pair.First.Size is { } size && size != pair.Second)))
            {
                throw new StepFailureException(
                    FailureCause.InvalidData, $"Samples of shape [{string.Join(',', part.Shape)}] do not fit the model's input {input}.");
            }
        }
    }
}

using Onnx;

namespace AutoCompress.Engine.Graph.Serialization;

/// <summary>The files that a model's tensors lie in, beside the model.</summary>
internal static class ExternalFiles
{
    /// <summary>Their names as the model gives them, each once.</summary>
    /// <exception cref="AutoCompress.Trials.StepFailureException">InvalidModel.</exception>
    public static IReadOnlyCollection<string> Of(string path)
    {
        using var stream = File.OpenRead(path);
        return ModelTensors.Of(ModelParser.Parse(stream, withData: false).Graph)
            .Where(tensor => tensor.DataLocation == TensorProto.Types.DataLocation.External)
            .SelectMany(tensor => tensor.ExternalData.Where(entry => entry.Key == "location"))
            .Select(entry => entry.Value)
            .ToHashSet(StringComparer.Ordinal);
    }
}

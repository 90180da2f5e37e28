using AutoCompress.Engine.Graph.Serialization;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Measuring;

/// <summary>The size of a model on disk.</summary>
public static class ModelSize
{
    /// <summary>Bytes of the ONNX file and of the files of its external data.</summary>
    /// <exception cref="StepFailureException">The file is no ONNX model, or cannot be read.</exception>
    public static long Of(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        try
        {
            return new FileInfo(path).Length + ExternalFiles.Of(path).Sum(file => new FileInfo(Path.Combine(folder, file)).Length);
        }
        catch (IOException e)
        {
            throw new StepFailureException(FailureCause.Storage, $"{path} cannot be read: {e.Message}", e);
        }
    }
}

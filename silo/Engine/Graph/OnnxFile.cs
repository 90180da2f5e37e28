using AutoCompress.Engine.Graph.Serialization;
using AutoCompress.Trials;
using Google.Protobuf;

namespace AutoCompress.Engine.Graph;

/// <summary>
/// ONNX files in and out. Reading accepts every opset; what later stages do not know is a barrier there, not an error here. A model whose
/// initializers are also inputs (IR below 4, or a default that a caller may override) comes out with plain constants; <c>Constant</c>
/// nodes become constants, sparse initializers dense ones, and <c>training_info</c> is left behind.
/// </summary>
public static class OnnxFile
{
    /// <summary>Reads a file, and its external data where that lies in the same folder.</summary>
    /// <exception cref="StepFailureException"><see cref="FailureCause.InvalidModel"/> for a file that is no sound ONNX model;
    /// <see cref="FailureCause.Storage"/> for one that cannot be read.</exception>
    public static ModelGraph Load(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw Invalid.Model($"'{path}' does not exist{(Directory.Exists(path) ? " as a file: it is a folder" : "")}.");
        }

        try
        {
            if (file.Length == 0)
            {
                throw Invalid.Model("the file is empty. Export or copy the model again.");
            }

            if (file.Length > int.MaxValue)
            {
                throw new StepFailureException(
                    FailureCause.Unsupported,
                    $"'{path}' holds {file.Length:N0} bytes, more than the 2 GB that one ONNX file can hold. Save its weights as external data beside it.");
            }

            using var stream = file.OpenRead();
            return GraphReader.Read(ModelParser.Parse(stream), new ExternalData(Path.GetDirectoryName(file.FullName)!));
        }
        catch (StepFailureException e) when (e.Cause == FailureCause.InvalidModel)
        {
            throw Invalid.Model($"'{path}': {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StepFailureException(FailureCause.Storage, $"'{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads a model from memory; external data is refused, since bytes have no folder.</summary>
    /// <exception cref="StepFailureException"><see cref="FailureCause.InvalidModel"/>.</exception>
    public static ModelGraph Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            throw Invalid.Model("the model is empty.");
        }

        using var stream = new MemoryStream(bytes.ToArray());
        return GraphReader.Read(ModelParser.Parse(stream), external: null);
    }

    /// <summary>Writes the file beside its place and moves it there, so that a reader never sees half of it. The same graph gives the same bytes.</summary>
    /// <exception cref="StepFailureException"><see cref="FailureCause.Storage"/> when the disk is full or the folder cannot be written.</exception>
    public static void Save(ModelGraph graph, string path, SaveOptions? options = null)
    {
        var bytes = Serialize(graph, options);
        var draft = path + ".part";
        try
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
            {
                Directory.CreateDirectory(folder);
            }

            File.WriteAllBytes(draft, bytes);
            File.Move(draft, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Discard(draft);
            throw new StepFailureException(FailureCause.Storage, $"'{path}' cannot be written: {e.Message}", e);
        }
    }

    /// <summary>The model as the bytes of an ONNX file, weights inside.</summary>
    /// <exception cref="StepFailureException"><see cref="FailureCause.Unsupported"/> above 2 GB, the limit of protobuf.</exception>
    public static byte[] Serialize(ModelGraph graph, SaveOptions? options = null)
    {
        var bytes = graph.Constants.Sum(value => (long)value.Constant!.Data.Length);
        return bytes < int.MaxValue - (64L << 20)
            ? GraphWriter.Write(graph, options ?? SaveOptions.Default).ToByteArray()
            : throw new StepFailureException(FailureCause.Unsupported,
                $"The model holds {bytes:N0} bytes of weights; one ONNX file holds 2 GB. Compress it before it is saved.");
    }

    private static void Discard(string draft)
    {
        try
        {
            File.Delete(draft);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The write's own error says more.
        }
    }
}

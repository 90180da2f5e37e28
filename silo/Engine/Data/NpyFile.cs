using AutoCompress.Engine.Tasks;

namespace AutoCompress.Engine.Data;

/// <summary>NumPy's .npy files. Sizes are checked against the bytes there are before anything is allocated.</summary>
internal static class NpyFile
{
    /// <summary>The samples of a file, which stay on disk.</summary>
    /// <param name="name">Of the model's input; empty for the only one.</param>
    /// <exception cref="Trials.StepFailureException">The file is missing or damaged, or holds no samples.</exception>
    public static SampleStore Samples(string path, string name, bool scaled) => BadData.Reading(path, () =>
    {
        var file = File.OpenHandle(path);
        try
        {
            using var content = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            var header = NpyArray.CheckSamples(Header(content, path), path, scaled);
            return new FileSamples(name, header, path, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    });

    /// <summary>The labels in a file.</summary>
    /// <exception cref="Trials.StepFailureException">The file is missing or damaged, or holds something else.</exception>
    public static SampleStore Labels(string path, StudyTask task, int? ignored) => BadData.Reading(path, () =>
    {
        using var content = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return NpyArray.ReadLabels(content, Header(content, path), task, ignored, path);
    });

    private static NpyHeader Header(FileStream content, string path)
    {
        var header = NpyHeader.Read(content, path);
        return header.DataBytes == content.Length - header.Bytes
            ? header
            : throw BadData.Invalid($"{path} should hold {header.DataBytes} bytes of data after its header, but holds {content.Length - header.Bytes}. Copy it again, or write it again with numpy.save.");
    }
}

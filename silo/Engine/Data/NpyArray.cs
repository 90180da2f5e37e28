using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Tasks;

namespace AutoCompress.Engine.Data;

/// <summary>What samples and labels in NumPy arrays have to be, wherever the array lies.</summary>
internal static class NpyArray
{
    /// <param name="source">Names the array in messages.</param>
    /// <param name="scaled">Whether the study says how bytes are scaled.</param>
    /// <exception cref="Trials.StepFailureException">InvalidData.</exception>
    public static NpyHeader CheckSamples(NpyHeader header, string source, bool scaled)
    {
        if (header.Shape.Length < 2 || header.Shape.Contains(0))
        {
            throw BadData.Invalid($"{source} has shape ({string.Join(", ", header.Shape)}), not (samples, numbers of a sample...). Are samples and labels swapped?");
        }

        if (header.Shape[0] > int.MaxValue || header.DataBytes / header.Shape[0] > int.MaxValue)
        {
            throw BadData.Invalid($"{source} has shape ({string.Join(", ", header.Shape)}), which is too large: up to {int.MaxValue} samples of that many bytes are read.");
        }

        return scaled || header.Type != ElementType.UInt8
            ? header
            : throw BadData.Invalid($"{source} holds bytes, and the study does not say how they become the model's input. Give data.scale: 0.00392157 for 0 to 1, or 1 for 0 to 255.");
    }

    /// <summary>Reads labels behind their header.</summary>
    /// <param name="ignored">A label that does not count.</param>
    /// <exception cref="Trials.StepFailureException">InvalidData: no labels of the task.</exception>
    public static SampleStore ReadLabels(Stream content, NpyHeader header, StudyTask task, int? ignored, string source) =>
        Truths.Of(task, header.Type, header.Shape, ReadData(content, header, source), ignored, source);

    /// <summary>Reads everything behind a header whose size was found plausible.</summary>
    public static byte[] ReadData(Stream content, NpyHeader header, string source)
    {
        if (header.DataBytes > BadData.MemoryLimit)
        {
            throw BadData.Invalid($"{source} takes {header.DataBytes} bytes, and at most {BadData.MemoryLimit} fit into memory here. Store the samples as .npy, which is read from disk piece by piece.");
        }

        var data = new byte[(int)header.DataBytes];
        var read = content.ReadAtLeast(data, data.Length, throwOnEndOfStream: false);
        return read == data.Length
            ? data
            : throw BadData.Invalid($"{source} ends after {read} of the {data.Length} bytes that its header declares. Write it again with numpy.save.");
    }
}

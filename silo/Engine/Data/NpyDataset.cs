using AutoCompress.Trials;

namespace AutoCompress.Engine.Data;

/// <summary>Samples and labels in two .npy files.</summary>
internal static class NpyDataset
{
    /// <param name="scaled">Whether the study says how bytes are scaled.</param>
    /// <exception cref="StepFailureException">A file is missing or damaged, or the two do not belong together.</exception>
    public static Dataset Load(string samplesPath, string labelsPath, bool scaled)
    {
        var samples = NpyFile.Samples(samplesPath, scaled);
        var labels = NpyFile.Labels(labelsPath);
        return samples.Count == labels.Length
            ? new(samplesPath, [samples], labels, [])
            : throw BadData.Invalid($"{samplesPath} holds {samples.Count} samples, but {labelsPath} holds {labels.Length} labels. Take both files from the same source.");
    }
}

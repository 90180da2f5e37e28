using AutoCompress.Trials;

namespace AutoCompress.Engine.Data;

/// <summary>A data set in two IDX files whose names share a stem: "…-images-idx3-ubyte" (or idx4) and "…-labels-idx1-ubyte", each perhaps with ".gz".</summary>
internal static class IdxDataset
{
    private static readonly string[] ImageSuffixes = ["-images-idx3-ubyte", "-images-idx4-ubyte"];
    private static readonly string[] LabelSuffixes = ["-labels-idx1-ubyte"];

    /// <summary>The image file of <paramref name="stem"/> and, where labels are wanted, its label file.</summary>
    /// <exception cref="StepFailureException">InvalidData: a file is missing.</exception>
    public static string[] FilesOf(string stem, bool labelled) => labelled ? [Find(stem, ImageSuffixes), Find(stem, LabelSuffixes)] : [Find(stem, ImageSuffixes)];

    /// <exception cref="StepFailureException">A file is missing or damaged, or the two do not belong together.</exception>
    public static Dataset Load(string stem, bool labelled)
    {
        var imagePath = Find(stem, ImageSuffixes);
        var images = IdxFile.Read(imagePath);
        if (images.Shape.Length < 2)
        {
            throw new StepFailureException(FailureCause.InvalidData, $"{imagePath} holds single numbers, not images. Are the image and label files swapped?");
        }

        if (!labelled)
        {
            return new(stem, [new ByteSamples("", images.Shape.AsSpan(1), (int)images.Shape[0], images.Data)], (SampleStore?)null, []);
        }

        var labelPath = Find(stem, LabelSuffixes);
        var labels = IdxFile.Read(labelPath);
        if (labels.Shape.Length != 1)
        {
            throw new StepFailureException(
                FailureCause.InvalidData, $"{labelPath} holds an array of rank {labels.Shape.Length}, not one label a sample. Are the image and label files swapped?");
        }

        if (images.Shape[0] != labels.Shape[0])
        {
            throw new StepFailureException(
                FailureCause.InvalidData, $"{imagePath} holds {images.Shape[0]} images, but {labelPath} holds {labels.Shape[0]} labels. Take both files from the same source.");
        }

        return new(stem, images.Shape.AsSpan(1), images.Data, Array.ConvertAll(labels.Data, label => (int)label));
    }

    private static string Find(string stem, string[] suffixes)
    {
        foreach (var suffix in suffixes)
        {
            foreach (var path in (ReadOnlySpan<string>)[stem + suffix, stem + suffix + ".gz"])
            {
                if (File.Exists(path))
                {
                    return path;
                }
            }
        }

        throw new StepFailureException(
            FailureCause.InvalidData, $"There is no {stem}{suffixes[0]}, nor one with .gz. Give the path of the two IDX files up to \"{suffixes[0]}\".");
    }
}

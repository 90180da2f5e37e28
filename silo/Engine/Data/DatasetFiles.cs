using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Data;

/// <summary>A study's data sets by their format; one file of code a format.</summary>
internal static class DatasetFiles
{
    /// <exception cref="StepFailureException">Files are missing, damaged or do not belong together.</exception>
    public static Dataset Train(DataSpec spec) => Load(spec, spec.Train, spec.TrainLabels, "train");

    /// <inheritdoc cref="Train"/>
    public static Dataset Test(DataSpec spec) => Load(spec, spec.Test, spec.TestLabels, "test");

    /// <summary>
    /// Every file of training and test data, in a fixed order, with the name that counts: in a folder the place of a file tells its class,
    /// elsewhere its name means nothing.
    /// </summary>
    /// <exception cref="StepFailureException">InvalidData: a file or folder is missing.</exception>
    public static IEnumerable<(string Path, string Name)> All(DataSpec spec)
    {
        var inFolders = spec.Format is DataFormat.PngFolder or DataFormat.TensorProto;
        return Of(spec, spec.Train, spec.TrainLabels).Select(file => (file, Name("train", spec.Train, file)))
            .Concat(Of(spec, spec.Test, spec.TestLabels).Select(file => (file, Name("test", spec.Test, file))));

        string Name(string split, string folder, string file) => inFolders ? $"{split}/{Path.GetRelativePath(folder, file)}" : "";
    }

    private static Dataset Load(DataSpec spec, string path, string? labels, string split) => spec.Format switch
    {
        DataFormat.Idx => IdxDataset.Load(path),
        DataFormat.Npy => NpyDataset.Load(path, Given(labels), spec.Scale is not null),
        DataFormat.Npz => NpzDataset.Load(path, spec.SamplesArray, spec.LabelsArray, split, spec.Scale is not null),
        DataFormat.Csv => CsvDataset.Load(path, spec.LabelColumn),
        DataFormat.PngFolder => PngFolder.Load(path, spec.Size, spec.Channels),
        DataFormat.TensorProto => TensorProtoSet.Load(path),
        _ => throw Unknown(spec.Format),
    };

    private static IEnumerable<string> Of(DataSpec spec, string path, string? labels)
    {
        switch (spec.Format)
        {
            case DataFormat.Idx:
                var (images, classes) = IdxDataset.FilesOf(path);
                return [images, classes];
            case DataFormat.Npy:
                return [path, Given(labels)];
            case DataFormat.Npz or DataFormat.Csv:
                return [path];
            case DataFormat.PngFolder:
                return PngFolder.FilesOf(path).Select(file => file.Path);
            case DataFormat.TensorProto:
                return TensorProtoSet.FilesOf(path);
            default:
                throw Unknown(spec.Format);
        }
    }

    private static string Given(string? labels) =>
        labels ?? throw new StepFailureException(FailureCause.InvalidData, "A study of .npy files needs data.train_labels and data.test_labels. Give the .npy files of the labels.");

    private static StepFailureException Unknown(DataFormat format) => new(
        FailureCause.InvalidData, $"The data format {format} is unknown. Use {string.Join(", ", KebabCase.All<DataFormat>())}.");
}

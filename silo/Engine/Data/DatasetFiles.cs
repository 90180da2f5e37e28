using AutoCompress.Engine.Tasks;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Data;

/// <summary>A study's data sets by their format; one file of code a format.</summary>
internal static class DatasetFiles
{
    /// <exception cref="StepFailureException">Files are missing, damaged or do not belong together.</exception>
    public static Dataset Train(DataSpec spec, StudyTask task) => Load(spec, task, isTest: false);

    /// <inheritdoc cref="Train"/>
    public static Dataset Test(DataSpec spec, StudyTask task) => Load(spec, task, isTest: true);

    /// <summary>
    /// Every file of training and test data, in a fixed order, with the name that counts: in a folder the place of a file tells its class,
    /// elsewhere its name means nothing.
    /// </summary>
    /// <exception cref="StepFailureException">InvalidData: a file or folder is missing.</exception>
    public static IEnumerable<(string Path, string Name)> All(DataSpec spec, StudyTask task)
    {
        var inFolders = spec.Format is DataFormat.PngFolder or DataFormat.TensorProto;
        return Of(spec, task, isTest: false).Select(file => (file, Name("train", spec.Train, file)))
            .Concat(Of(spec, task, isTest: true).Select(file => (file, Name("test", spec.Test, file))));

        string Name(string split, string folder, string file) => inFolders ? $"{split}/{Path.GetRelativePath(folder, file)}" : "";
    }

    private static Dataset Load(DataSpec spec, StudyTask task, bool isTest)
    {
        var path = isTest ? spec.Test : spec.Train;
        return spec.Format switch
        {
            DataFormat.Idx => IdxDataset.Load(path, task.HasLabels),
            DataFormat.Npy => NpyDataset.Load(spec, task, isTest),
            DataFormat.Npz => NpzDataset.Load(path, spec, task, isTest ? "test" : "train"),
            DataFormat.Csv => CsvDataset.Load(path, spec, task),
            DataFormat.PngFolder => PngFolder.Load(path, spec.Size, spec.Channels, task.HasLabels),
            DataFormat.TensorProto => TensorProtoSet.Load(path, spec, task),
            _ => throw Unknown(spec.Format),
        };
    }

    private static IEnumerable<string> Of(DataSpec spec, StudyTask task, bool isTest)
    {
        var path = isTest ? spec.Test : spec.Train;
        return spec.Format switch
        {
            DataFormat.Idx => IdxDataset.FilesOf(path, task.HasLabels),
            DataFormat.Npy => NpyDataset.FilesOf(spec, task, isTest),
            DataFormat.Npz or DataFormat.Csv => [path],
            DataFormat.PngFolder => PngFolder.FilesOf(path, task.HasLabels).Select(file => file.Path),
            DataFormat.TensorProto => TensorProtoSet.FilesOf(path, task),
            _ => throw Unknown(spec.Format),
        };
    }

    private static StepFailureException Unknown(DataFormat format) => new(
        FailureCause.InvalidData, $"The data format {format} is unknown. Use {string.Join(", ", KebabCase.All<DataFormat>())}.");
}

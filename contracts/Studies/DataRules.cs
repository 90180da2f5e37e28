using System.Collections.Immutable;
using System.Globalization;
using AutoCompress.Datasets;

namespace AutoCompress.Studies;

/// <summary>The rules of a study's data section, without looking at any file.</summary>
internal static class DataRules
{
    private const int MinSelection = 100;
    private const int MaxSide = 8192;

    public static void Check(DataSpec data, TaskKind task, Faults faults)
    {
        if (data.Format != DataFormat.Npy || data.Inputs.IsEmpty)
        {
            CheckPath("data.train", data.Train, PathRemedy(data.Format), faults);
            CheckPath("data.test", data.Test, PathRemedy(data.Format), faults);
        }

        CheckListing(data, faults);
        CheckOptions(data, task, faults);
        InputRules.Check(data, faults);
        CheckNormalisation("data", data.ScaleOrDefault, data.Mean, data.Std, data.ChannelMean, data.ChannelStd, faults);
        faults.Range("data.selection", data.Selection, MinSelection, int.MaxValue);
    }

    private static void CheckOptions(DataSpec data, TaskKind task, Faults faults)
    {
        var labelled = task != TaskKind.Imitate;
        if (data.Format == DataFormat.Npy && labelled)
        {
            CheckPath("data.train_labels", data.TrainLabels ?? "", "Give the path of the .npy file with the label of each training sample.", faults);
            CheckPath("data.test_labels", data.TestLabels ?? "", "Give the path of the .npy file with the label of each test sample.", faults);
        }
        else
        {
            Only("train_labels", data.TrainLabels is not null, DataFormat.Npy);
            Only("test_labels", data.TestLabels is not null, DataFormat.Npy);
        }

        Only("samples_array", data.SamplesArray is not null, DataFormat.Npz);
        Only("labels_array", data.LabelsArray is not null, DataFormat.Npz);
        Only("label_column", data.LabelColumn is not null || !data.LabelColumns.IsEmpty, DataFormat.Csv);
        faults.Unless(
            data.LabelColumns.IsEmpty || task is TaskKind.MultiLabel or TaskKind.Regression or TaskKind.SequenceLabels or TaskKind.Imitate,
            "data.label_column",
            $"names {data.LabelColumns.Length} columns, but task {KebabCase.Of(task)} has one label a sample",
            "Name one column.");
        faults.Unless(
            data.IgnoreLabel is null || task is TaskKind.Segmentation or TaskKind.SequenceLabels,
            "data.ignore_label",
            $"means nothing for task {KebabCase.Of(task)}",
            "Leave it out.");
        faults.Unless(
            data.Format is not (DataFormat.Idx or DataFormat.PngFolder) || task is TaskKind.Classification or TaskKind.Imitate,
            "data.format",
            $"is {KebabCase.Of(data.Format)}, which holds one class a sample, but the task is {KebabCase.Of(task)}",
            "Store the data as npy, npz or tensor-proto (or csv for flags and numbers).");
        Only("size", data.Size is not null, DataFormat.PngFolder);
        Only("channels", data.Channels is not null, DataFormat.PngFolder);
        if (data.Size is { } size)
        {
            faults.Unless(
                size.Height is >= 1 and <= MaxSide && size.Width is >= 1 and <= MaxSide,
                "data.size",
                $"is [{size.Height}, {size.Width}]",
                $"Give height and width in pixels, each from 1 to {MaxSide}.");
        }

        faults.Unless(data.Channels is null or 1 or 3, "data.channels", $"is {data.Channels}", "Give 1 for gray or 3 for colour.");

        void Only(string option, bool given, DataFormat format) => faults.Unless(
            !given || data.Format == format,
            "data." + option,
            $"means nothing for format {KebabCase.Of(data.Format)}",
            $"Leave it out, or give format: {KebabCase.Of(format)}.");
    }

    internal static void CheckNormalisation(
        string section, double scale, double mean, double std, ImmutableArray<double> channelMean, ImmutableArray<double> channelStd, Faults faults)
    {
        faults.Unless(double.IsFinite(scale) && scale != 0, $"{section}.scale", $"is {Text(scale)}", "Give a number other than 0, such as 0.00392157 for bytes.");
        faults.Unless(double.IsFinite(mean) && channelMean.All(double.IsFinite), $"{section}.mean", $"is {Text(mean, channelMean)}", "Give a number, or a list with one for each channel.");
        if (channelStd.IsEmpty)
        {
            faults.Above($"{section}.std", std, 0);
        }
        else
        {
            faults.Unless(channelStd.All(each => double.IsFinite(each) && each > 0), $"{section}.std", $"is {Text(std, channelStd)}", "Give numbers above 0, one for each channel.");
        }

        faults.Unless(
            channelMean.IsEmpty || channelStd.IsEmpty || channelMean.Length == channelStd.Length,
            $"{section}.std",
            $"has {channelStd.Length} numbers, but {section}.mean has {channelMean.Length}",
            "Give both for the same channels.");
    }

    internal static void CheckPath(string field, string path, string remedy, Faults faults)
    {
        if (path.Length == 0)
        {
            faults.Missing(field, remedy);
        }
        else if (DataReference.Parse(path) is var (reference, what, remedyOfAddress) && reference is null)
        {
            faults.Unless(false, field, what, remedyOfAddress);
        }
        else if (reference is DataReference.Local local)
        {
            faults.Unless(Path.IsPathRooted(local.Path), field, $"is the relative path '{path}'", "Give an absolute path, which the silo can read.");
        }
    }

    /// <summary>Behind https there is one file, and nothing to tell which others lie beside it.</summary>
    private static void CheckListing(DataSpec data, Faults faults)
    {
        foreach (var field in DataFields.Of(data).Where(field => field.Shape == DataShape.Folder && DataReference.Parse(field.Path).Reference is DataReference.Https))
        {
            faults.Unless(
                false,
                $"data.{field.Name}",
                $"is an https address, but format {KebabCase.Of(data.Format)} is a folder, and https cannot tell what a folder holds",
                "Give azblob:// or s3://, or what 'autocompress data push FOLDER' prints.");
        }
    }

    private static string PathRemedy(DataFormat format) => format switch
    {
        DataFormat.Idx => "Give the path of the IDX files up to \"-images-idx3-ubyte\".",
        DataFormat.PngFolder => "Give the folder that holds one folder of PNG files for each class.",
        DataFormat.TensorProto => "Give the folder that holds the test_data_set_* folders.",
        _ => $"Give the path of the .{KebabCase.Of(format)} file.",
    };

    private static string Text(double value, ImmutableArray<double> values) =>
        values.IsEmpty ? Text(value) : $"[{string.Join(", ", values.Select(Text))}]";

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}

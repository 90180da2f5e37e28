using System.Collections.Immutable;
using System.Globalization;

namespace AutoCompress.Studies;

/// <summary>The rules of a study's data section, without looking at any file.</summary>
internal static class DataRules
{
    private const int MinSelection = 100;
    private const int MaxSide = 8192;

    public static void Check(DataSpec data, Faults faults)
    {
        CheckPath("data.train", data.Train, PathRemedy(data.Format), faults);
        CheckPath("data.test", data.Test, PathRemedy(data.Format), faults);
        CheckOptions(data, faults);
        CheckNormalisation(data, faults);
        faults.Range("data.selection", data.Selection, MinSelection, int.MaxValue);
    }

    private static void CheckOptions(DataSpec data, Faults faults)
    {
        if (data.Format == DataFormat.Npy)
        {
            CheckPath("data.train_labels", data.TrainLabels ?? "", "Give the path of the .npy file with one whole number for each training sample.", faults);
            CheckPath("data.test_labels", data.TestLabels ?? "", "Give the path of the .npy file with one whole number for each test sample.", faults);
        }
        else
        {
            Only("train_labels", data.TrainLabels is not null, DataFormat.Npy);
            Only("test_labels", data.TestLabels is not null, DataFormat.Npy);
        }

        Only("samples_array", data.SamplesArray is not null, DataFormat.Npz);
        Only("labels_array", data.LabelsArray is not null, DataFormat.Npz);
        Only("label_column", data.LabelColumn is not null, DataFormat.Csv);
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

    private static void CheckNormalisation(DataSpec data, Faults faults)
    {
        faults.Unless(double.IsFinite(data.ScaleOrDefault) && data.ScaleOrDefault != 0, "data.scale", $"is {Text(data.ScaleOrDefault)}", "Give a number other than 0, such as 0.00392157 for bytes.");
        faults.Unless(double.IsFinite(data.Mean) && data.ChannelMean.All(double.IsFinite), "data.mean", $"is {Text(data.Mean, data.ChannelMean)}", "Give a number, or a list with one for each channel.");
        if (data.ChannelStd.IsEmpty)
        {
            faults.Above("data.std", data.Std, 0);
        }
        else
        {
            faults.Unless(data.ChannelStd.All(std => double.IsFinite(std) && std > 0), "data.std", $"is {Text(data.Std, data.ChannelStd)}", "Give numbers above 0, one for each channel.");
        }

        faults.Unless(
            data.ChannelMean.IsEmpty || data.ChannelStd.IsEmpty || data.ChannelMean.Length == data.ChannelStd.Length,
            "data.std",
            $"has {data.ChannelStd.Length} numbers, but data.mean has {data.ChannelMean.Length}",
            "Give both for the same channels.");
    }

    private static void CheckPath(string field, string path, string remedy, Faults faults)
    {
        if (path.Length == 0)
        {
            faults.Missing(field, remedy);
        }
        else
        {
            faults.Unless(Path.IsPathRooted(path), field, $"is the relative path '{path}'", "Give an absolute path, which the silo can read.");
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

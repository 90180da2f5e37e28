using AutoCompress.Datasets;
using AutoCompress.Studies;

namespace AutoCompress.Client.Studies;

/// <summary>The data section of a study file.</summary>
internal static class DataSection
{
    private static readonly string[] ImageSuffixes = ["-images-idx3-ubyte", "-images-idx4-ubyte"];
    private static readonly string[] LabelSuffixes = ["-labels-idx1-ubyte"];

    /// <param name="folder">Where relative paths start.</param>
    public static DataSpec Read(YamlSection data, string folder)
    {
        var fallback = new DataSpec { Train = "", Test = "" };
        var (mean, means) = data.NumberOrList("mean", fallback.Mean);
        var (std, stds) = data.NumberOrList("std", fallback.Std);
        var labelColumns = data.Texts("label_column");
        return fallback with
        {
            Train = Rooted(data.Text("train", "")) ?? "",
            Test = Rooted(data.Text("test", "")) ?? "",
            Format = data.Choice("format", fallback.Format),
            TrainLabels = Rooted(data.OptionalText("train_labels")),
            TestLabels = Rooted(data.OptionalText("test_labels")),
            SamplesArray = data.OptionalText("samples_array"),
            LabelsArray = data.OptionalText("labels_array"),
            LabelColumn = labelColumns is [var single] ? single : null,
            Size = data.Pair("size", "height and width in pixels, such as [32, 32]") is var (height, width) ? new(height, width) : null,
            Channels = data.OptionalWhole("channels"),
            Scale = data.OptionalNumber("scale"),
            Mean = mean,
            Std = std,
            ChannelMean = means,
            ChannelStd = stds,
            Selection = data.Whole("selection", fallback.Selection),
            Inputs = [.. data.Sections("inputs").Select(input => Input(input.Name, input.Section, Rooted))],
            LabelColumns = labelColumns.Length > 1 ? labelColumns : [],
            IgnoreLabel = data.OptionalWhole("ignore_label"),
        };

        string? Rooted(string? path) => string.IsNullOrEmpty(path) ? path : StudyPath.Rooted(path, folder);
    }

    private static InputSpec Input(string name, YamlSection input, Func<string?, string?> rooted)
    {
        var (mean, means) = input.NumberOrList("mean", 0);
        var (std, stds) = input.NumberOrList("std", 1);
        var spec = new InputSpec
        {
            Name = name,
            Train = rooted(input.OptionalText("train")),
            Test = rooted(input.OptionalText("test")),
            Array = input.OptionalText("array"),
            Columns = input.Texts("columns"),
            Scale = input.OptionalNumber("scale"),
            Mean = mean,
            Std = std,
            ChannelMean = means,
            ChannelStd = stds,
        };
        input.ReportUnknown();
        return spec;
    }

    /// <summary>Reports what is not on this machine; what lies at an address is looked for by the silo.</summary>
    /// <param name="labels">Whether the task has any.</param>
    public static void CheckFiles(DataSpec data, bool labels, FaultList faults)
    {
        switch (data.Format)
        {
            case DataFormat.Idx:
                CheckIdx("data.train", data.Train, labels, faults);
                CheckIdx("data.test", data.Test, labels, faults);
                break;
            case DataFormat.PngFolder or DataFormat.TensorProto:
                CheckExists("data.train", data.Train, Directory.Exists, "folder", faults);
                CheckExists("data.test", data.Test, Directory.Exists, "folder", faults);
                break;
            default:
                CheckExists("data.train", data.Train, File.Exists, "file", faults);
                CheckExists("data.test", data.Test, File.Exists, "file", faults);
                CheckExists("data.train_labels", data.TrainLabels, File.Exists, "file", faults);
                CheckExists("data.test_labels", data.TestLabels, File.Exists, "file", faults);
                foreach (var input in data.Inputs)
                {
                    CheckExists($"data.inputs.{input.Name}.train", input.Train, File.Exists, "file", faults);
                    CheckExists($"data.inputs.{input.Name}.test", input.Test, File.Exists, "file", faults);
                }

                break;
        }
    }

    private static void CheckExists(string field, string? path, Predicate<string> exists, string kind, FaultList faults)
    {
        if (!string.IsNullOrEmpty(path) && !DataReference.IsAddress(path) && !exists(path))
        {
            faults.Add(field, $"names {path}, which is no {kind} here", "Correct the path; a relative one starts from the study file's folder.");
        }
    }

    private static void CheckIdx(string field, string stem, bool labels, FaultList faults)
    {
        if (DataReference.IsAddress(stem))
        {
            return;
        }

        var missing = (labels ? [ImageSuffixes, LabelSuffixes] : new[] { ImageSuffixes })
            .Where(suffixes => stem.Length > 0 && !suffixes.Any(suffix => File.Exists(stem + suffix) || File.Exists(stem + suffix + ".gz")))
            .Select(suffixes => $"{stem}{suffixes[0]}[.gz]")
            .ToList();
        if (missing.Count > 0)
        {
            faults.Add(
                field,
                $"needs {string.Join(" and ", missing)}, which {(missing.Count == 1 ? "is" : "are")} not there",
                $"Correct the path up to \"{ImageSuffixes[0]}\"; a relative one starts from the study file's folder.");
        }
    }
}

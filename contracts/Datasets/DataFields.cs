using AutoCompress.Studies;

namespace AutoCompress.Datasets;

/// <summary>The paths of a study's data section, wherever in it they stand.</summary>
public static class DataFields
{
    /// <summary>Those that are given, in a fixed order.</summary>
    public static IReadOnlyList<DataField> Of(DataSpec data)
    {
        var fields = new List<DataField>();
        Map(data, field =>
        {
            fields.Add(field);
            return field.Path;
        });
        return fields;
    }

    /// <summary>The same section with other paths.</summary>
    public static DataSpec Map(DataSpec data, Func<DataField, string> path)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(path);
        var shape = data.Format switch
        {
            DataFormat.Idx => DataShape.Stem,
            DataFormat.PngFolder or DataFormat.TensorProto => DataShape.Folder,
            _ => DataShape.File,
        };
        return data with
        {
            Train = Mapped("train", data.Train, shape) ?? "",
            Test = Mapped("test", data.Test, shape) ?? "",
            TrainLabels = Mapped("train_labels", data.TrainLabels, DataShape.File),
            TestLabels = Mapped("test_labels", data.TestLabels, DataShape.File),
            Inputs =
            [
                .. data.Inputs.Select(input => input with
                {
                    Train = Mapped($"inputs.{input.Name}.train", input.Train, DataShape.File),
                    Test = Mapped($"inputs.{input.Name}.test", input.Test, DataShape.File),
                }),
            ],
        };

        string? Mapped(string name, string? given, DataShape of) => string.IsNullOrEmpty(given) ? given : path(new DataField(name, given, of));
    }

    /// <summary>The section with the paths that a packed data set has in <paramref name="folder"/>.</summary>
    /// <param name="folder">Where the data set lies; empty for paths that start from it.</param>
    public static DataSpec In(DataSpec data, StudyFiles files, string folder)
    {
        ArgumentNullException.ThrowIfNull(files);
        return Map(data, field => Path.Combine(folder, files.Paths[field.Name]));
    }
}

namespace AutoCompress.Studies;

/// <summary>The rules of <c>data.inputs</c>, without looking at any file.</summary>
internal static class InputRules
{
    public static void Check(DataSpec data, Faults faults)
    {
        faults.Unless(
            data.Inputs.IsEmpty || data.Format is not (DataFormat.Idx or DataFormat.PngFolder),
            "data.inputs",
            $"means nothing for format {KebabCase.Of(data.Format)}, which holds one input",
            "Leave it out, or store the data as npy, npz, csv or tensor-proto.");
        faults.Distinct("data.inputs", [.. data.Inputs.Select(input => input.Name)], "Name each input of the model once.");
        foreach (var input in data.Inputs)
        {
            Check(input, data.Format, $"data.inputs.{input.Name}", faults);
        }
    }

    private static void Check(InputSpec input, DataFormat format, string section, Faults faults)
    {
        faults.Unless(input.Name.Length > 0, "data.inputs", "has an input without a name", "Write the model's name of the input before its section.");
        if (format == DataFormat.Npy)
        {
            DataRules.CheckPath($"{section}.train", input.Train ?? "", "Give the path of the .npy file with the input's training samples.", faults);
            DataRules.CheckPath($"{section}.test", input.Test ?? "", "Give the path of the .npy file with the input's test samples.", faults);
        }
        else
        {
            Only("train", input.Train is not null, DataFormat.Npy);
            Only("test", input.Test is not null, DataFormat.Npy);
        }

        Only("array", input.Array is not null, DataFormat.Npz);
        if (format == DataFormat.Csv)
        {
            faults.Unless(!input.Columns.IsEmpty, $"{section}.columns", "is missing", "Name the columns of the input, such as [age, income].");
        }
        else
        {
            Only("columns", !input.Columns.IsEmpty, DataFormat.Csv);
        }

        DataRules.CheckNormalisation(section, input.Scale ?? 1, input.Mean, input.Std, input.ChannelMean, input.ChannelStd, faults);

        void Only(string option, bool given, DataFormat owner) => faults.Unless(
            !given || format == owner,
            $"{section}.{option}",
            $"means nothing for format {KebabCase.Of(format)}",
            $"Leave it out, or give format: {KebabCase.Of(owner)}.");
    }
}

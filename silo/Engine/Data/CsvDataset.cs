using System.Globalization;
using System.Runtime.InteropServices;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Data;

/// <summary>A table of numbers with commas between them: one sample a line, one column the label, perhaps a line of column names first.</summary>
internal static class CsvDataset
{
    private const string UsualLabel = "label";

    /// <param name="labelColumn">A name, or a number from 0 (from −1 backwards); null for "label".</param>
    /// <exception cref="StepFailureException">The file is missing, or a line is not as the first one; the message names the line.</exception>
    public static Dataset Load(string path, string? labelColumn) => BadData.Reading(path, () =>
    {
        var bytes = new FileInfo(path).Length;
        if (bytes > BadData.MemoryLimit)
        {
            throw BadData.Invalid($"{path} takes {bytes} bytes, and at most {BadData.MemoryLimit} fit into memory here. Store the samples as .npy, which is read from disk piece by piece.");
        }

        using var text = new StreamReader(path);
        return Read(text, path, labelColumn);
    });

    internal static Dataset Read(TextReader text, string path, string? labelColumn)
    {
        var (values, labels) = (new List<float>(), new List<int>());
        var (columns, labelAt) = (0, 0);
        var line = 0;
        while (text.ReadLine() is { } content)
        {
            line++;
            if (string.IsNullOrWhiteSpace(content))
            {
                continue;
            }

            var fields = CsvLine.Split(content);
            if (columns == 0)
            {
                columns = fields.Count;
                var named = fields.Exists(field => !IsNumber(field));
                labelAt = LabelColumn(fields, named, path, labelColumn ?? UsualLabel);
                if (named)
                {
                    continue;
                }
            }

            if (fields.Count != columns)
            {
                throw BadData.Invalid($"{path}:{line} has {fields.Count} fields, but the first line has {columns}. Give every line the same columns, with commas between them.");
            }

            for (var column = 0; column < columns; column++)
            {
                if (column == labelAt)
                {
                    labels.Add(Label(fields[column], path, line, labels.Count));
                }
                else
                {
                    values.Add(Value(fields[column], path, line, column));
                }
            }
        }

        return labels.Count > 0
            ? new(path, [new FloatSamples("", [columns - 1], labels.Count, CollectionsMarshal.AsSpan(values).ToArray())], [.. labels], [])
            : throw BadData.Invalid($"{path} holds no sample. Give one line for each.");
    }

    private static int LabelColumn(List<string> fields, bool named, string path, string wanted)
    {
        var found = named ? fields.FindIndex(field => field.Equals(wanted, StringComparison.OrdinalIgnoreCase)) : -1;
        if (found < 0 && int.TryParse(wanted, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= -fields.Count && number < fields.Count)
        {
            found = number < 0 ? number + fields.Count : number;
        }

        if (found < 0)
        {
            throw BadData.Invalid(named
                ? $"{path} has no column '{wanted}', only {string.Join(", ", fields.Take(20))}{(fields.Count > 20 ? ", …" : "")}. Give data.label_column: and the name or number of the column with the labels."
                : $"{path} has no column '{wanted}': its first line holds numbers and no names. Give data.label_column: and the number of the column with the labels, from 0 to {fields.Count - 1}, or -1 for the last.");
        }

        return fields.Count > 1 ? found : throw BadData.Invalid($"{path} has a single column. Give the numbers of a sample and its label, with commas between them.");
    }

    private static int Label(string field, string path, int line, int sample)
    {
        if (field.Length == 0)
        {
            throw BadData.Invalid($"{path}:{line} has no label. Give every sample one, or leave the line out.");
        }

        return double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value == Math.Floor(value) && Math.Abs(value) < long.MaxValue
            ? BadData.Label((long)value, $"{path}:{line}", sample)
            : throw BadData.Invalid($"{path}:{line} has the label '{field}', which is no whole number. Number the classes from 0 in the order of the model's.");
    }

    private static float Value(string field, string path, int line, int column) =>
        float.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && float.IsFinite(value)
            ? value
            : throw BadData.Invalid($"{path}:{line} has {(field.Length == 0 ? "nothing" : $"'{field}'")} in column {column}, which is no finite number. Fill it in, or leave the line out.");

    private static bool IsNumber(string field) => double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out _) || field.Length == 0;
}

using System.Globalization;
using AutoCompress.Engine.Tasks;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Data;

/// <summary>A table of numbers with commas between them: one sample a line, one column or more the label, perhaps a line of column names first.</summary>
internal static class CsvDataset
{
    /// <exception cref="StepFailureException">The file is missing, or a line is not as the first one; the message names the line.</exception>
    public static Dataset Load(string path, DataSpec spec, StudyTask task) => BadData.Reading(path, () =>
    {
        var bytes = new FileInfo(path).Length;
        if (bytes > BadData.MemoryLimit)
        {
            throw BadData.Invalid($"{path} takes {bytes} bytes, and at most {BadData.MemoryLimit} fit into memory here. Store the samples as .npy, which is read from disk piece by piece.");
        }

        using var text = new StreamReader(path);
        return Read(text, path, spec, task);
    });

    internal static Dataset Read(TextReader text, string path, DataSpec spec, StudyTask task)
    {
        CsvColumns? columns = null;
        var (width, line, samples) = (0, 0, 0);
        List<float>[] inputs = [];
        var truth = new List<float>();
        while (text.ReadLine() is { } content)
        {
            line++;
            if (string.IsNullOrWhiteSpace(content))
            {
                continue;
            }

            var fields = CsvLine.Split(content);
            if (columns is null)
            {
                var named = fields.Exists(field => !IsNumber(field));
                (columns, width) = (CsvColumns.Of(fields, named, spec, task, path), fields.Count);
                inputs = [.. columns.Inputs.Select(_ => new List<float>())];
                if (named)
                {
                    continue;
                }
            }

            if (fields.Count != width)
            {
                throw BadData.Invalid($"{path}:{line} has {fields.Count} fields, but the first line has {width}. Give every line the same columns, with commas between them.");
            }

            foreach (var (values, (_, taken)) in inputs.Zip(columns.Inputs))
            {
                values.AddRange(taken.Select(column => Value(fields[column], path, line, column)));
            }

            truth.AddRange(columns.Labels.Select(column => Label(fields[column], task, spec.IgnoreLabel, path, line, samples)));
            samples++;
        }

        return samples == 0 || columns is null
            ? throw BadData.Invalid($"{path} holds no sample. Give one line for each.")
            : new(path, [.. inputs.Zip(columns.Inputs, (values, input) => new FloatSamples(input.Name, [input.Columns.Length], samples, [.. values]))], TruthOf(columns, task, truth, samples), []);
    }

    private static SampleStore? TruthOf(CsvColumns columns, StudyTask task, List<float> truth, int samples)
    {
        if (!task.HasLabels)
        {
            return null;
        }

        return task.Kind == TaskKind.Classification ? new ClassLabels([.. truth.Select(label => (int)label)]) : new FloatSamples("", [columns.Labels.Length], samples, [.. truth]);
    }

    private static float Label(string field, StudyTask task, int? ignored, string path, int line, int sample)
    {
        if (field.Length == 0)
        {
            throw BadData.Invalid($"{path}:{line} has no label. Give every sample one, or leave the line out.");
        }

        if (!double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
        {
            throw BadData.Invalid($"{path}:{line} has the label '{field}', which is no number. Number the classes from 0 in the order of the model's.");
        }

        if (task.Kind == TaskKind.Regression)
        {
            return (float)value;
        }

        if (value != Math.Floor(value) || Math.Abs(value) >= long.MaxValue)
        {
            throw BadData.Invalid($"{path}:{line} has the label '{field}', which is no whole number. Number the classes from 0 in the order of the model's.");
        }

        return task.Kind switch
        {
            TaskKind.SequenceLabels when value < 0 || value == ignored => Truths.Ignored,
            TaskKind.MultiLabel when value is not 0 and not 1 => throw BadData.Invalid($"{path}:{line} has the flag '{field}', and a flag is 0 or 1."),
            _ => BadData.Label((long)value, $"{path}:{line}", sample),
        };
    }

    private static float Value(string field, string path, int line, int column) =>
        float.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && float.IsFinite(value)
            ? value
            : throw BadData.Invalid($"{path}:{line} has {(field.Length == 0 ? "nothing" : $"'{field}'")} in column {column}, which is no finite number. Fill it in, or leave the line out.");

    private static bool IsNumber(string field) => double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out _) || field.Length == 0;
}

using System.Collections.Immutable;
using System.Globalization;
using AutoCompress.Engine.Tasks;
using AutoCompress.Studies;

namespace AutoCompress.Engine.Data;

/// <summary>Which columns of a table feed which input, and which are labels.</summary>
/// <param name="Inputs">Name of the input (empty for the only one) and its columns.</param>
/// <param name="Labels">In the order that the study names them; empty without labels.</param>
internal sealed record CsvColumns(ImmutableArray<(string Name, ImmutableArray<int> Columns)> Inputs, ImmutableArray<int> Labels)
{
    private const string UsualLabel = "label";

    /// <param name="first">The first line's fields.</param>
    /// <param name="named">Whether these are names.</param>
    /// <exception cref="Trials.StepFailureException">InvalidData: there is no such column.</exception>
    public static CsvColumns Of(List<string> first, bool named, DataSpec spec, StudyTask task, string path)
    {
        ImmutableArray<string> given = spec.LabelColumns.IsEmpty ? (spec.LabelColumn is { } single ? [single] : []) : spec.LabelColumns;
        var labels = (given.IsEmpty && task.HasLabels ? [UsualLabel] : given).Select(name => Find(first, named, name, "data.label_column", path)).ToImmutableArray();
        if (spec.Inputs.IsEmpty)
        {
            var rest = Enumerable.Range(0, first.Count).Except(labels).ToImmutableArray();
            return rest.IsEmpty
                ? throw BadData.Invalid($"{path} has no column beside its labels. Give the numbers of a sample and its label, with commas between them.")
                : new([("", rest)], task.HasLabels ? labels : []);
        }

        return new(
            [.. spec.Inputs.Select(input => (input.Name, input.Columns.Select(name => Find(first, named, name, $"data.inputs.{input.Name}.columns", path)).ToImmutableArray()))],
            task.HasLabels ? labels : []);
    }

    private static int Find(List<string> first, bool named, string wanted, string option, string path)
    {
        var found = named ? first.FindIndex(field => field.Equals(wanted, StringComparison.OrdinalIgnoreCase)) : -1;
        if (found < 0 && int.TryParse(wanted, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= -first.Count && number < first.Count)
        {
            found = number < 0 ? number + first.Count : number;
        }

        if (found < 0)
        {
            throw BadData.Invalid(named
                ? $"{path} has no column '{wanted}', only {string.Join(", ", first.Take(20))}{(first.Count > 20 ? ", …" : "")}. Give {option}: and the name or number of the column."
                : $"{path} has no column '{wanted}': its first line holds numbers and no names. Give {option}: and the number of the column, from 0 to {first.Count - 1}, or -1 for the last.");
        }

        return found;
    }
}

using System.Collections.Immutable;
using System.Globalization;

namespace AutoCompress.Studies;

/// <summary>Gathers the faults of a spec, with the wording of the common rules.</summary>
internal sealed class Faults
{
    private readonly ImmutableArray<SpecFault>.Builder _faults = ImmutableArray.CreateBuilder<SpecFault>();

    public ImmutableArray<SpecFault> All => _faults.ToImmutable();

    public void Unless(bool holds, string field, string what, string remedy)
    {
        if (!holds)
        {
            _faults.Add(new SpecFault(field, what, remedy));
        }
    }

    public void Missing(string field, string remedy) => Unless(false, field, "is missing", remedy);

    /// <summary>Both ends belong to the range; NaN is in no range.</summary>
    public void Range(string field, double value, double low, double high) => Unless(
        value >= low && value <= high, field, $"is {Text(value)}", high >= int.MaxValue ? $"Give at least {Text(low)}." : $"Give a number from {Text(low)} to {Text(high)}.");

    public void Above(string field, double value, double low) =>
        Unless(value > low && double.IsFinite(value), field, $"is {Text(value)}", $"Give a number above {Text(low)}.");

    public void OneOf(string field, string value, ImmutableArray<string> names) =>
        Unless(names.Contains(value), field, $"is '{value}'", $"Write {string.Join(" or ", names)}.");

    public void Distinct<T>(string field, ImmutableArray<T> values, string remedy) =>
        Unless(values.Distinct().Count() == values.Length, field, "names something twice", remedy);

    public void NotEmpty<T>(string field, ImmutableArray<T> values) where T : struct, Enum =>
        Unless(values.Length > 0, field, "is empty", $"Name at least one of {string.Join(", ", KebabCase.All<T>())}, or leave the line out.");

    private static string Text(double value) => value.ToString("0.##########", CultureInfo.InvariantCulture);
}

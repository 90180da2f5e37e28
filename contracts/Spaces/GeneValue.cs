using System.Globalization;
using System.Text.Json.Serialization;

namespace AutoCompress.Spaces;

/// <summary>The value of a gene: a number, rounded to nine significant digits so that equal grid points are equal, or a word.</summary>
[JsonConverter(typeof(GeneValueJson))]
public readonly record struct GeneValue
{
    private readonly string? _choice;
    private readonly double _number;

    private GeneValue(double number, string? choice) => (_number, _choice) = (number, choice);

    public bool IsChoice => _choice is not null;

    /// <exception cref="InvalidOperationException">The value is a word.</exception>
    public double Number => _choice is null ? _number : throw new InvalidOperationException($"'{_choice}' is not a number.");

    /// <exception cref="InvalidOperationException">The value is a number.</exception>
    public string Choice => _choice ?? throw new InvalidOperationException($"{this} is not a word.");

    public static GeneValue Of(double number) =>
        new(double.Parse(number.ToString("G9", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), null);

    public static GeneValue Of(string choice) => new(0, choice ?? throw new ArgumentNullException(nameof(choice)));

    /// <inheritdoc/>
    public override string ToString() => _choice ?? _number.ToString("R", CultureInfo.InvariantCulture);
}

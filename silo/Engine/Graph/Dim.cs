using System.Globalization;

namespace AutoCompress.Engine.Graph;

/// <summary>One dimension of a shape: a size, a named symbol such as "batch", or unknown.</summary>
public readonly record struct Dim(long? Size, string? Symbol)
{
    public static Dim Unknown => default;

    public static Dim Of(long size) => new(size, null);

    public static Dim Named(string symbol) => new(null, symbol);

    /// <summary>A symbol as a whole number of times another one: "4*batch" is (4, "batch"), "batch" (1, "batch"), what has no symbol (1, "").</summary>
    public (long Factor, string Symbol) Factors()
    {
        var symbol = Symbol ?? "";
        return symbol.IndexOf('*', StringComparison.Ordinal) is > 0 and var star
            && long.TryParse(symbol.AsSpan(0, star), NumberStyles.None, CultureInfo.InvariantCulture, out var factor)
            ? (factor, symbol[(star + 1)..]) : (1, symbol);
    }

    /// <summary>A number of times a symbol.</summary>
    public static Dim Times(long factor, string symbol) => Named(factor == 1 ? symbol : string.Create(CultureInfo.InvariantCulture, $"{factor}*{symbol}"));

    /// <inheritdoc/>
    public override string ToString() => Size?.ToString(CultureInfo.InvariantCulture) ?? Symbol ?? "?";
}

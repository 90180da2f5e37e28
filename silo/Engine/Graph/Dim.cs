namespace AutoCompress.Engine.Graph;

/// <summary>One dimension of a shape: a size, a named symbol such as "batch", or unknown.</summary>
public readonly record struct Dim(long? Size, string? Symbol)
{
    public static Dim Unknown => default;

    public static Dim Of(long size) => new(size, null);

    public static Dim Named(string symbol) => new(null, symbol);

    /// <inheritdoc/>
    public override string ToString() => Size?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? Symbol ?? "?";
}

using System.Diagnostics.CodeAnalysis;

namespace AutoCompress.Host.Store.Postgres;

/// <summary>Text that comes from outside, as PostgreSQL can keep it.</summary>
internal static class PostgresText
{
    /// <summary>A NUL character cannot be stored; a replacement character stands for it.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Clean(string? text) => text?.Replace('\0', '\uFFFD');
}

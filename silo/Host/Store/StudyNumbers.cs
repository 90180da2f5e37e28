using System.Globalization;

namespace AutoCompress.Host.Store;

/// <summary>The numbers in studies' ids.</summary>
internal static class StudyNumbers
{
    /// <summary>A study that arrives with a number further on than this does not move the numbers of new ones.</summary>
    public const int LongestLeap = 1_000_000;

    /// <summary>The number behind the name in an id; 0 where there is none.</summary>
    public static long Of(string id) => long.TryParse(id.AsSpan(id.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}

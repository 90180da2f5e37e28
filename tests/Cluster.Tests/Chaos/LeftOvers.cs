using System.Collections.Immutable;
using System.Globalization;

namespace AutoCompress.Cluster.Tests.Chaos;

/// <summary>Processes that a round's silos started, known by a variable that children inherit.</summary>
internal static class LeftOvers
{
    public const string Variable = "AUTOCOMPRESS_CHAOS_ROUND";

    /// <summary>The processes of <paramref name="mark"/> that are there now.</summary>
    public static ImmutableArray<int> Of(string mark)
    {
        var wanted = $"{Variable}={mark}";
        return
        [
            .. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
                .Where(name => int.TryParse(name, CultureInfo.InvariantCulture, out _) && Holds(name!, wanted))
                .Select(name => int.Parse(name!, CultureInfo.InvariantCulture)),
        ];
    }

    private static bool Holds(string process, string wanted)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/environ").Split('\0').Contains(wanted);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

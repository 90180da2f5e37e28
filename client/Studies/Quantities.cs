using System.Globalization;
using System.Text.RegularExpressions;
using AutoCompress.Trials;

namespace AutoCompress.Client.Studies;

/// <summary>Numbers with units as a study file writes them.</summary>
internal static partial class Quantities
{
    private static readonly Dictionary<string, double> Seconds = new() { ["ms"] = 0.001, ["s"] = 1, ["m"] = 60, ["h"] = 3600, ["d"] = 86_400 };
    private static readonly Dictionary<string, double> Milliseconds = new() { [""] = 1, ["us"] = 0.001, ["ms"] = 1, ["s"] = 1000 };
    private static readonly Dictionary<string, double> Shares = new() { [""] = 1, ["%"] = 0.01 };
    private static readonly Dictionary<string, double> Counts = new() { [""] = 1, ["k"] = 1e3, ["K"] = 1e3, ["M"] = 1e6, ["G"] = 1e9 };
    private static readonly Dictionary<string, double> Plain = new() { [""] = 1 };

    private static readonly Dictionary<string, double> Bytes = new()
    {
        [""] = 1,
        ["B"] = 1,
        ["KB"] = 1e3,
        ["MB"] = 1e6,
        ["GB"] = 1e9,
        ["KiB"] = 1024,
        ["MiB"] = 1024 * 1024,
        ["GiB"] = 1024.0 * 1024 * 1024,
    };

    /// <summary>"90s", "8m", "1h30m"; null when the text is no time.</summary>
    public static TimeSpan? Time(string text)
    {
        var rest = text.Replace(" ", "", StringComparison.Ordinal);
        var seconds = 0.0;
        while (rest.Length > 0)
        {
            var part = PartPattern().Match(rest);
            if (!part.Success || !Seconds.TryGetValue(part.Groups["unit"].Value, out var unit))
            {
                return null;
            }

            seconds += double.Parse(part.Groups["number"].Value, CultureInfo.InvariantCulture) * unit;
            rest = rest[part.Length..];
        }

        return seconds < TimeSpan.MaxValue.TotalSeconds && text.Length > 0 ? TimeSpan.FromSeconds(seconds) : null;
    }

    /// <summary>The value in the metric's own unit; null when the text is no such quantity.</summary>
    public static double? Of(Metric metric, string text)
    {
        var match = WholePattern().Match(text.Trim());
        return match.Success
            && UnitsOf(metric).TryGetValue(match.Groups["unit"].Value, out var unit)
            && double.TryParse(match.Groups["number"].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number * unit
            : null;
    }

    /// <summary>Which units the metric takes, for a remedy.</summary>
    public static string Hint(Metric metric) =>
        string.Join(", ", UnitsOf(metric).Keys.Where(unit => unit.Length > 0)) is { Length: > 0 } units ? $", alone or with one of {units}" : "";

    private static Dictionary<string, double> UnitsOf(Metric metric) => metric switch
    {
        _ when metric.IsShare() => Shares,
        Metric.Latency or Metric.LatencyP90 or Metric.LatencyP99 => Milliseconds,
        Metric.Size or Metric.Memory => Bytes,
        Metric.Macs or Metric.Params => Counts,
        _ => Plain,
    };

    [GeneratedRegex(@"^(?<number>[0-9]+(\.[0-9]+)?)(?<unit>[a-z]+)")]
    private static partial Regex PartPattern();

    [GeneratedRegex(@"^(?<number>[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?)\s*(?<unit>[A-Za-z%]*)$")]
    private static partial Regex WholePattern();
}

using System.Globalization;
using AutoCompress.Trials;

namespace AutoCompress.Client.Display;

/// <summary>Values as a person reads them.</summary>
internal static class Figures
{
    public const string None = "-";

    private static readonly string[] ByteUnits = ["B", "KB", "MB", "GB", "TB"];

    /// <summary>A metric's value with its unit; a tilde marks an estimate, a question mark an untrusted measurement.</summary>
    public static string Of(Metric metric, IReadOnlyDictionary<Metric, Measurement> values) => values.TryGetValue(metric, out var found)
        ? $"{(found.How == Provenance.Estimated ? "~" : "")}{Of(metric, found.Value)}{(found.Trusted ? "" : "?")}"
        : None;

    public static string Of(Metric metric, double value) => metric switch
    {
        Metric.AccuracyDrop => Invariant($"{value * 100:+0.00;-0.00;0.00} pp"),
        _ when metric.IsShare() => Invariant($"{value * 100:0.00} %"),
        Metric.Latency or Metric.LatencyP90 or Metric.LatencyP99 => Invariant($"{value:0.###} ms"),
        Metric.Speedup => Invariant($"{value:0.00}x"),
        Metric.Size or Metric.Memory => Bytes(value),
        Metric.Macs or Metric.Params => Count(value),
        _ => Invariant($"{value:G4} {metric.Unit()}"),
    };

    /// <summary>Decimal units, as disks and file managers count.</summary>
    public static string Bytes(double bytes)
    {
        var unit = 0;
        while (Math.Abs(bytes) >= 1000 && unit < ByteUnits.Length - 1)
        {
            bytes /= 1000;
            unit++;
        }

        return Invariant($"{bytes:0.##} {ByteUnits[unit]}");
    }

    public static string Count(double value) => value switch
    {
        >= 1e9 => Invariant($"{value / 1e9:0.##} G"),
        >= 1e6 => Invariant($"{value / 1e6:0.##} M"),
        >= 1e3 => Invariant($"{value / 1e3:0.##} k"),
        _ => Invariant($"{value:0}"),
    };

    public static string Time(TimeSpan time) => time.TotalHours >= 1
        ? Invariant($"{(int)time.TotalHours}h{time.Minutes:00}m")
        : Invariant($"{time.Minutes}m{time.Seconds:00}s");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

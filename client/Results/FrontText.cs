using System.Collections.Immutable;
using System.Globalization;

namespace AutoCompress.Client.Results;

/// <summary>The front in words and table cells, the same in the terminal and in the report.</summary>
internal static class FrontText
{
    public static ImmutableArray<string> Titles { get; } =
        ["model", "test accuracy", "lost (points)", "size", "smaller", "latency p50", "faster", "95 % interval", "MACs", "precision"];

    public static ImmutableArray<string> Cells(PointEntry point) =>
    [
        point.Trial == 0 ? "original" : Format($"trial {point.Trial}"),
        point.Accuracy.Test is { } test ? Format($"{test.Value * 100:0.00} %") : "–",
        point.Accuracy.TestDrop is { } drop && point.Trial != 0 ? Format($"{drop.Value * 100:+0.00;−0.00;0.00}") : "–",
        Bytes(point.Size.Bytes),
        Format($"{point.Size.TimesSmaller:0.0}×"),
        Format($"{point.Latency.P50Ms.Value:0.000} ms"),
        Format($"{point.Latency.SpeedUp.Value:0.00}×"),
        point.Latency.SpeedUp is { Low: { } low, High: { } high } s ? Format($"{low:0.00}–{high:0.00}{(s.Trusted ? "" : "?")}") : "–",
        Format($"{point.Macs / 1e6:0.0} M"),
        KebabCase.Of(point.Candidate.Precision()),
    ];

    /// <summary>For example "0.42 points of accuracy lost".</summary>
    public static string Drop(PointEntry point) => (point.Accuracy.TestDrop ?? point.Accuracy.SelectionDrop) switch
    {
        { Value: var lost } when lost >= 0 => Format($"{lost * 100:0.00} points of accuracy lost"),
        { Value: var lost } => Format($"{-lost * 100:0.00} points of accuracy gained"),
        null => "accuracy unknown",
    };

    public static string Bytes(double bytes) => bytes switch
    {
        < 1e3 => Format($"{bytes:0} B"),
        < 1e6 => Format($"{bytes / 1e3:0.0} kB"),
        < 1e9 => Format($"{bytes / 1e6:0.00} MB"),
        _ => Format($"{bytes / 1e9:0.00} GB"),
    };

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

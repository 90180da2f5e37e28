using System.Globalization;
using AutoCompress.Client.Display;
using AutoCompress.Host.Benchmarks;
using Spectre.Console;

namespace AutoCompress.Client.Benchmarks;

/// <summary>Scores of search algorithms for a person.</summary>
internal static class SearchBenchmarkTable
{
    public static Table Create() => Tables.Create(
        "problem", "algorithm", "trials", "hypervolume", "quartiles", "of the ideal", "reference", "proposal", "p99", "at the end");

    public static void Row(this Table table, SearchScore score) => table.Row(
        score.Problem,
        score.Algorithm,
        Text($"{score.Trials}"),
        Number(score.Hypervolume.Median),
        $"{Number(score.Hypervolume.Low)} .. {Number(score.Hypervolume.High)}",
        score.ShareOfIdeal is { } share ? Text($"{share * 100:0.0} %") : Figures.None,
        $"({string.Join(", ", score.Reference.Select(Number))})",
        Milliseconds(score.Proposal.Median),
        Milliseconds(score.Proposal.P99),
        Milliseconds(score.Proposal.Last));

    private static string Number(double value) => Text($"{value:G5}");

    private static string Milliseconds(double value) => Text($"{value:0.00} ms");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

using System.Collections.Immutable;
using System.Globalization;
using Spectre.Console;

namespace AutoCompress.Client.Conformance;

/// <summary>The tests by how they ended.</summary>
/// <param name="Failed">Reason by name.</param>
/// <param name="Unsupported">Reason by name.</param>
internal sealed record ConformanceReport(
    int Total,
    double PassedShare,
    ImmutableArray<string> Passed,
    ImmutableSortedDictionary<string, string> Failed,
    ImmutableSortedDictionary<string, string> Unsupported)
{
    public static ConformanceReport Of(IReadOnlyCollection<TestOutcome> outcomes)
    {
        ImmutableArray<string> passed = [.. outcomes.Where(outcome => outcome.Verdict == TestVerdict.Passed).Select(outcome => outcome.Name)];
        return new(outcomes.Count, (double)passed.Length / outcomes.Count, passed, Reasons(TestVerdict.Failed), Reasons(TestVerdict.Unsupported));

        ImmutableSortedDictionary<string, string> Reasons(TestVerdict verdict) => outcomes.Where(outcome => outcome.Verdict == verdict)
            .ToImmutableSortedDictionary(outcome => outcome.Name, outcome => outcome.Reason, StringComparer.Ordinal);
    }

    public void Print()
    {
        foreach (var name in Passed)
        {
            AnsiConsole.MarkupLine($"[green]passed     [/] {Markup.Escape(name)}");
        }

        Print("[yellow]unsupported[/]", Unsupported);
        Print("[red]failed     [/]", Failed);
        AnsiConsole.MarkupLine(string.Create(
            CultureInfo.InvariantCulture,
            $"[bold]{Total} tests: {Passed.Length} passed ({PassedShare * 100:0.0} %), {Failed.Count} failed, {Unsupported.Count} unsupported[/]"));
    }

    private static void Print(string mark, ImmutableSortedDictionary<string, string> reasons)
    {
        foreach (var (name, reason) in reasons)
        {
            AnsiConsole.MarkupLine($"{mark} [bold]{Markup.Escape(name)}[/]: {Markup.Escape(reason)}");
        }
    }
}

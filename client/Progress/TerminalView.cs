using System.Globalization;
using AutoCompress.Trials;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AutoCompress.Client.Progress;

/// <summary>The live display of a terminal: phase, clock, running steps and the front so far.</summary>
internal static class TerminalView
{
    private const int FrontRows = 10;
    private const int BarWidth = 30;

    public static IRenderable Render(StudySnapshot now) => new Rows(
        Header(now),
        Steps(now),
        Front(now));

    private static Rows Header(StudySnapshot now)
    {
        var waits = now.Status.Waits is { } reason ? new[] { new Markup($"[yellow]{Markup.Escape(reason)}[/]") } : [];
        var budget = now.Status.Spec.Budget.Time;
        var share = budget > TimeSpan.Zero ? Math.Min(1, now.Status.ActiveTime / budget) : 0;
        return new([
            new Markup($"[bold]{Markup.Escape(now.Status.Spec.Name)}[/]  {Markup.Escape(ProgressText.Phase(now.Status.State))}"),
            new Markup($"{Bar(share)} {ProgressText.Clock(now.Status.ActiveTime)} of {ProgressText.Clock(budget)}, {ProgressText.Clock(ProgressText.Left(now))} left"),
            new Markup($"[grey]{Markup.Escape(ProgressText.Counts(now))}[/]"),
            .. waits,
        ]);
    }

    private static Rows Steps(StudySnapshot now) => new(now.Steps.Where(step => step.Silo is not null).Select(step => new Markup(string.Create(
        CultureInfo.InvariantCulture,
        $"  {Bar(step.Done)} {(step.Trial is { } trial ? $"trial {trial}" : "study"),-9} {Markup.Escape(step.Stage),-15} [grey]{Markup.Escape(step.Note)}[/]"))));

    private static Table Front(StudySnapshot now)
    {
        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey).Title("[bold]front so far[/] [grey](selection split)[/]");
        foreach (var title in ProgressText.FrontTitles)
        {
            table.AddColumn(new TableColumn(title).RightAligned().NoWrap());
        }

        var original = now.Trials.FirstOrDefault()?.Result is TrialResult.Completed first && first.Values.TryGetValue(Metric.Size, out var size) ? size.Value : (double?)null;
        foreach (var trial in now.Front.Take(FrontRows))
        {
            table.AddRow([.. ProgressText.FrontCells(trial, original)]);
        }

        if (now.Front.Length > FrontRows)
        {
            table.Caption(string.Create(CultureInfo.InvariantCulture, $"and {now.Front.Length - FrontRows} more"));
        }

        return table;
    }

    private static string Bar(double share)
    {
        var full = (int)Math.Round(Math.Clamp(share, 0, 1) * BarWidth);
        return $"[blue]{new string('━', full)}[/][grey]{new string('━', BarWidth - full)}[/]";
    }
}

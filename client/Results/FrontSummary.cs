using System.Globalization;
using Spectre.Console;

namespace AutoCompress.Client.Results;

/// <summary>What <c>run</c> ends with: the front, the recommended point, and where the files are.</summary>
internal static class FrontSummary
{
    public static void Print(FrontFile front, ResultFolder folder)
    {
        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
        table.Title(string.Create(CultureInfo.InvariantCulture, $"[bold]{Markup.Escape(front.Study)}[/] – {front.CompletedTrials} trials in {front.ActiveSeconds:0} s"));
        foreach (var title in FrontText.Titles)
        {
            table.AddColumn(new TableColumn(title).RightAligned().NoWrap());
        }

        foreach (var point in front.Points.Prepend(front.Original))
        {
            var mark = point.Trial == front.Recommended ? "bold green" : "default";
            table.AddRow([.. FrontText.Cells(point).Select(cell => new Markup($"[{mark}]{Markup.Escape(cell)}[/]"))]);
        }

        AnsiConsole.Write(table);
        if (front.Points.Any(point => !point.Latency.SpeedUp.Trusted))
        {
            Console.WriteLine("?  the machine's speed changed while this was measured");
        }

        var best = front.Points.FirstOrDefault(point => point.Trial == front.Recommended);
        AnsiConsole.MarkupLine(best is null
            ? "[yellow]No point keeps every constraint; relax them or raise the budget.[/]"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"Recommended: [bold]{Markup.Escape(best.File)}[/], {best.Size.TimesSmaller:0.0}× smaller, {best.Latency.SpeedUp.Value:0.0}× faster, {FrontText.Drop(best)}."));
        foreach (var path in new[] { folder.FrontPath, folder.ModelsPath, folder.ReportPath, folder.DecisionsPath })
        {
            Console.WriteLine("  " + Path.GetRelativePath(Environment.CurrentDirectory, path));
        }
    }
}

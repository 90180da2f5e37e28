using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Client.Results;

/// <summary>report.html: one file without scripts or outside resources, readable anywhere.</summary>
internal static class ReportPage
{
    private const string FrontColour = "#2563eb";
    private const string RecommendedColour = "#dc2626";
    private const string OriginalColour = "#111827";
    private const string TrialColour = "#c3cad5";

    public static string Write(FrontFile front, ImmutableArray<Trial> trials)
    {
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $$"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{{Text(front.Study)}} – AutoCompress</title>
            <style>{{Style}}</style>
            </head>
            <body>
            <h1>{{Text(front.Study)}}</h1>
            <p class="lead">{{Summary(front)}}</p>
            <div class="plots">
            <figure>{{SizePlot(front, trials).ToSvg()}}<figcaption>Size against accuracy. Bars are 95 % intervals.</figcaption></figure>
            <figure>{{LatencyPlot(front, trials).ToSvg()}}<figcaption>Latency against accuracy, batch {{front.Spec.Target.Batch}}, {{front.Spec.Target.Threads}} thread(s).</figcaption></figure>
            </div>
            <p class="legend"><b style="color:{{OriginalColour}}">●</b> original <b style="color:{{FrontColour}}">●</b> front (test split)
            <b style="color:{{RecommendedColour}}">●</b> recommended <b style="color:{{TrialColour}}">●</b> other trials (selection split)</p>
            <h2>The front</h2>
            {{Table(front)}}
            <h2>How to read it</h2>
            <ul>
            <li>Accuracy stands on the test split, which no decision of the search has seen; the drop is paired on the same samples. {{Meaning(front.Spec)}}</li>
            <li>The speed-up is the original's latency divided by the model's, from interleaved runs of one process on one core. A question mark: the machine's speed changed meanwhile.</li>
            <li>Size, MACs and parameters are exact. Energy and CO₂ are estimated: CPU time × {{front.Spec.Energy.WattsPerCore}} W a core, {{front.Spec.Energy.GridIntensity}} g CO₂e/kWh.</li>
            {{string.Concat((front.AlsoFeed ?? []).Prepend(front.Feed).Select(Feed))}}
            </ul>
            </body>
            </html>

            """);
        return html.ToString();
    }

    /// <summary>The plot that the README shows as well.</summary>
    public static ScatterPlot SizePlot(FrontFile front, ImmutableArray<Trial> trials) =>
        Plot(front, trials, "size (kB, logarithmic)", Metric.Size, 1e-3, point => point.Size.Bytes / 1e3);

    private static ScatterPlot LatencyPlot(FrontFile front, ImmutableArray<Trial> trials) =>
        Plot(front, trials, "median latency (ms, logarithmic)", Metric.Latency, 1, point => point.Latency.P50Ms.Value);

    private static ScatterPlot Plot(
        FrontFile front, ImmutableArray<Trial> trials, string title, Metric metric, double scale, Func<PointEntry, double> x)
    {
        var plot = new ScatterPlot(title, "accuracy (%)");
        foreach (var trial in trials)
        {
            if (trial.Result is TrialResult.Completed { Values: var values } && values.TryGetValue(metric, out var value))
            {
                plot.Add(new(value.Value * scale, values[Metric.Accuracy].Value * 100, null, null, 3, TrialColour, "", $"trial {trial.Number}: {trial.Candidate}"));
            }
        }

        plot.Add(Mark(front.Original, x, OriginalColour, "original"));
        foreach (var point in front.Points)
        {
            var recommended = point.Trial == front.Recommended;
            plot.Add(Mark(point, x, recommended ? RecommendedColour : FrontColour, recommended ? "recommended" : ""));
        }

        return plot;
    }

    private static PlotPoint Mark(PointEntry point, Func<PointEntry, double> x, string colour, string label)
    {
        var accuracy = point.Accuracy.Test ?? point.Accuracy.Selection!;
        return new(x(point), accuracy.Value * 100, accuracy.Low * 100, accuracy.High * 100, 6, colour, label, $"trial {point.Trial}: {point.Candidate}");
    }

    private static string Meaning(StudySpec spec) => spec.Task == TaskKind.Imitate
        ? "Without labels it says how well the answers match the original's."
        : $"It is {KebabCase.Of(spec.Metric ?? AccuracyMetrics.For(spec.Task)[0])} of task {KebabCase.Of(spec.Task)}.";

    private static string Feed(FeedGuide feed) =>
        $"<li>Feed a model with <code>{Text(feed.Input)}</code>, {feed.Type} [{string.Join(", ", feed.Shape)}]: {feed.Formula()}.</li>";

    private static string Summary(FrontFile front)
    {
        var searched = string.Create(
            CultureInfo.InvariantCulture,
            $"{front.CompletedTrials} trials in {front.ActiveSeconds:0} s of active time left {front.Points.Length} points on the front.");
        var best = front.Points.FirstOrDefault(point => point.Trial == front.Recommended);
        return best is null
            ? searched + " None of them keeps every constraint of the study."
            : searched + string.Create(
                CultureInfo.InvariantCulture,
                $" Recommended: <b>{Text(best.File)}</b>, {best.Size.TimesSmaller:0.0}× smaller, {best.Latency.SpeedUp.Value:0.0}× faster, {FrontText.Drop(best)}.");
    }

    private static string Table(FrontFile front)
    {
        var table = new StringBuilder("<table><thead><tr>");
        foreach (var title in FrontText.Titles)
        {
            table.Append(CultureInfo.InvariantCulture, $"<th>{Text(title)}</th>");
        }

        table.AppendLine("<th>candidate</th></tr></thead><tbody>");
        foreach (var point in front.Points.Prepend(front.Original))
        {
            table.Append(CultureInfo.InvariantCulture, $"<tr{(point.Trial == front.Recommended ? " class=\"best\"" : "")}>");
            foreach (var cell in FrontText.Cells(point))
            {
                table.Append(CultureInfo.InvariantCulture, $"<td>{Text(cell)}</td>");
            }

            table.AppendLine(CultureInfo.InvariantCulture, $"<td class=\"genes\">{Text(point.Candidate.ToString().Replace(";", "; ", StringComparison.Ordinal))}</td></tr>");
        }

        return table.Append("</tbody></table>").ToString();
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private const string Style = """
        :root { color-scheme: light; }
        body { font: 15px/1.5 system-ui, sans-serif; color: #1f2733; background: #f5f7fa; max-width: 1320px; margin: 2rem auto; padding: 0 1.5rem; }
        h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.1rem; margin-top: 2rem; }
        .lead { font-size: 1.05rem; margin: .3rem 0 1.2rem; }
        .plots { display: flex; flex-wrap: wrap; gap: 1rem; } figure { flex: 1 1 420px; margin: 0; } svg { width: 100%; height: auto; display: block; border: 1px solid #e1e6ed; border-radius: 8px; }
        figcaption, .legend { color: #5b6472; font-size: .85rem; margin-top: .3rem; } .legend b { margin-left: .8rem; }
        table { border-collapse: collapse; width: 100%; background: #fff; border: 1px solid #e1e6ed; font-size: .85rem; }
        th, td { padding: .45rem .6rem; text-align: right; border-bottom: 1px solid #eef1f5; white-space: nowrap; } th { background: #f0f3f7; }
        th:first-child, td:first-child, .genes, th:last-child { text-align: left; } .genes { white-space: normal; color: #5b6472; font-size: .75rem; min-width: 18rem; }
        tr.best { background: #fff1f1; font-weight: 600; } tr.best .genes { font-weight: 400; } code { background: #e9edf2; padding: 0 .25rem; border-radius: 3px; }
        """;
}

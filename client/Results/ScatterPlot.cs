using System.Globalization;
using System.Net;
using System.Text;

namespace AutoCompress.Client.Results;

/// <summary>An SVG scatter plot with a logarithmic x axis. It carries its own colours, so it can stand alone as a file.</summary>
/// <param name="XTitle">With the unit.</param>
/// <param name="YTitle">With the unit.</param>
internal sealed class ScatterPlot(string XTitle, string YTitle)
{
    private const double Width = 640;
    private const double Height = 400;
    private const double Left = 64;
    private const double Right = 24;
    private const double Top = 20;
    private const double Bottom = 52;
    private const double RightPart = 0.8;

    private readonly List<PlotPoint> _points = [];

    public void Add(PlotPoint point) => _points.Add(point);

    /// <summary>The plot as an svg element; an empty string when it has no point.</summary>
    public string ToSvg()
    {
        if (_points.Count == 0)
        {
            return "";
        }

        var (xLow, xHigh) = (_points.Min(p => p.X) / 1.15, _points.Max(p => p.X) * 1.15);
        var (yLow, yHigh) = Padded(_points.Min(p => p.Low ?? p.Y), _points.Max(p => p.High ?? p.Y));
        double X(double x) => Left + Math.Log(x / xLow) / Math.Log(xHigh / xLow) * (Width - Left - Right);
        double Y(double y) => Height - Bottom - (y - yLow) / (yHigh - yLow) * (Height - Top - Bottom);

        var svg = new StringBuilder();
        Line(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" font-family=\"system-ui, sans-serif\" font-size=\"12\">");
        Line(svg, $"<rect width=\"{Width}\" height=\"{Height}\" rx=\"8\" fill=\"#ffffff\"/>");
        foreach (var tick in PlotTicks.Linear(yLow, yHigh))
        {
            Line(svg, $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(tick):F1}\" y2=\"{Y(tick):F1}\" stroke=\"#e6e9ee\"/>");
            Line(svg, $"<text x=\"{Left - 8}\" y=\"{Y(tick) + 4:F1}\" text-anchor=\"end\" fill=\"#5b6472\">{tick:0.##}</text>");
        }

        foreach (var tick in PlotTicks.Logarithmic(xLow, xHigh))
        {
            Line(svg, $"<line x1=\"{X(tick):F1}\" x2=\"{X(tick):F1}\" y1=\"{Top}\" y2=\"{Height - Bottom}\" stroke=\"#f1f3f6\"/>");
            Line(svg, $"<text x=\"{X(tick):F1}\" y=\"{Height - Bottom + 18}\" text-anchor=\"middle\" fill=\"#5b6472\">{tick:0.###}</text>");
        }

        Line(svg, $"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 12}\" text-anchor=\"middle\" fill=\"#2b3340\">{WebUtility.HtmlEncode(XTitle)}</text>");
        Line(svg, $"<text transform=\"translate(16 {(Top + Height - Bottom) / 2}) rotate(-90)\" text-anchor=\"middle\" fill=\"#2b3340\">{WebUtility.HtmlEncode(YTitle)}</text>");
        foreach (var point in _points.OrderBy(p => p.Radius))
        {
            var colour = point.Colour;
            if (point is { Low: { } low, High: { } high })
            {
                Line(svg, $"<line x1=\"{X(point.X):F1}\" x2=\"{X(point.X):F1}\" y1=\"{Y(low):F1}\" y2=\"{Y(high):F1}\" stroke=\"{colour}\" stroke-opacity=\"0.5\"/>");
            }

            Line(svg, $"<circle cx=\"{X(point.X):F1}\" cy=\"{Y(point.Y):F1}\" r=\"{point.Radius}\" fill=\"{colour}\" fill-opacity=\"0.9\"><title>{WebUtility.HtmlEncode(point.Title)}</title></circle>");
            if (point.Label.Length > 0)
            {
                // A label at the right edge would be cut off.
                var (side, anchor) = X(point.X) > RightPart * Width ? (-1, "end") : (1, "start");
                Line(svg, $"<text x=\"{X(point.X) + side * (point.Radius + 4):F1}\" y=\"{Y(point.Y) - 6:F1}\" text-anchor=\"{anchor}\" fill=\"#2b3340\">{WebUtility.HtmlEncode(point.Label)}</text>");
            }
        }

        return svg.Append("</svg>").ToString();
    }

    private static (double Low, double High) Padded(double low, double high)
    {
        var pad = Math.Max((high - low) * 0.06, 1e-6);
        return (low - pad, high + pad);
    }

    private static void Line(StringBuilder svg, FormattableString line) => svg.AppendLine(line.ToString(CultureInfo.InvariantCulture));
}

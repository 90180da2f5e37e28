namespace AutoCompress.Client.Results;

/// <summary>A circle of a <see cref="ScatterPlot"/>.</summary>
/// <param name="Low">Lower end of the interval of <paramref name="Y"/>; null draws none.</param>
/// <param name="Label">Written beside the circle; may be empty.</param>
/// <param name="Title">Shown when the pointer rests on it.</param>
internal sealed record PlotPoint(double X, double Y, double? Low, double? High, double Radius, string Colour, string Label, string Title);

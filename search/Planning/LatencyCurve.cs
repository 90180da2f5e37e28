namespace AutoCompress.Search.Planning;

/// <summary>The share of a model's time that narrowing one group saves: straight lines between measured widths, never less for a narrower one.</summary>
internal sealed class LatencyCurve
{
    private readonly List<(double Keep, double Saved)> _points = [(1, 0)];

    /// <param name="points">Share of the channels that stays, and latency as a share of the whole model's.</param>
    public LatencyCurve(IEnumerable<(double Keep, double Ratio)> points)
    {
        foreach (var (keep, ratio) in points.Where(point => point.Keep < 1).OrderByDescending(point => point.Keep))
        {
            // Noise, or a width that vector units do not like, must not make a narrower cut look slower.
            _points.Add((keep, Math.Max(_points[^1].Saved, 1 - ratio)));
        }
    }

    /// <summary>Beyond the narrowest measured width the last line goes on.</summary>
    public double At(double keep)
    {
        var i = 1;
        while (i < _points.Count - 1 && keep < _points[i].Keep)
        {
            i++;
        }

        if (i >= _points.Count)
        {
            return 0;
        }

        var (wide, narrow) = (_points[i - 1], _points[i]);
        return wide.Saved + (narrow.Saved - wide.Saved) * (wide.Keep - keep) / (wide.Keep - narrow.Keep);
    }
}

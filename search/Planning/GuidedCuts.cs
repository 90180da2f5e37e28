using AutoCompress.Spaces;

namespace AutoCompress.Search.Planning;

/// <summary>
/// Cuts that cost every group the same price, instead of the same share: the robust groups give more. The price is the predicted loss of accuracy; where latencies are
/// known it is the loss for each share of the model's time that the group's cut saves, so that groups whose channels take no time stay. (Where a loss grows with
/// the square of what is cut and the saved time in proportion to it, equal prices lose the least in all.) The sensitivity analysis of single layers goes back to Han et al. 2015
/// and Li et al. 2017.
/// </summary>
/// <param name="latency">Null to go by MACs.</param>
internal sealed class GuidedCuts(SearchSpace space, ModelAnalysis analysis, SensitivityTable sensitivity, string precision, LatencyModel? latency = null)
{
    private const int Bisections = 40;

    /// <summary>A cut that saves less than a thousandth of the time saves nothing that could be measured.</summary>
    private const double LeastSaving = 1e-3;

    private readonly CostModel _costs = new(analysis);
    private readonly Dictionary<string, List<(double Keep, double Price)>> _curves = sensitivity.Groups
        .GroupBy(point => point.Group, StringComparer.Ordinal)
        .ToDictionary(points => GeneNames.Keep(points.Key), points => Monotone(Priced(points, latency)), StringComparer.Ordinal);

    private readonly Dictionary<string, double> _blocks = sensitivity.Blocks
        .ToDictionary(block => GeneNames.Block(block.Block), block => Price(block.AccuracyDrop, latency?.SavedWithout(block.Block)), StringComparer.Ordinal);

    /// <summary>
    /// The cut of equal price whose MACs (or latency) are nearest to, and not above, those of the uniform cut at <paramref name="ratio"/>.
    /// Groups that were not measured are cut to the ratio itself.
    /// </summary>
    /// <param name="shallow">Whether blocks whose removal alone costs no more than that price are left out.</param>
    public Candidate LikeUniform(double ratio, bool shallow = false)
    {
        var uniform = Defaults.Uniform(analysis, ratio);
        var target = Cost(Defaults.Of(space, precision, uniform));
        var (low, high) = (0.0, latency is null ? 1.0 : 1 / LeastSaving);
        for (var i = 0; i < Bisections; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Cost(At(middle, uniform, shallow)) <= target ? (low, middle) : (middle, high);
        }

        return At(high, uniform, shallow);
    }

    private Candidate At(double price, Func<string, double> otherwise, bool shallow) => Defaults.Of(
        space,
        precision,
        gene => _curves.TryGetValue(gene, out var curve) ? KeepFor(curve, price) : otherwise(gene),
        gene => shallow && _blocks.TryGetValue(gene, out var cost) && cost <= price);

    private double Cost(Candidate candidate) => latency?.Of(candidate) ?? _costs.Of(candidate).Macs;

    private static IEnumerable<(double Keep, double Price)> Priced(IEnumerable<GroupSensitivity> points, LatencyModel? latency) =>
        points.Select(point => (point.Keep, Price(point.AccuracyDrop, latency?.SavedAlone(point.Group, point.Keep))));

    /// <param name="saved">Share of the model's time; null to count the drop itself.</param>
    private static double Price(double drop, double? saved) => saved is { } share ? drop / Math.Max(LeastSaving, share) : drop;

    /// <summary>The smallest share to keep that costs at most <paramref name="price"/>, on straight lines between the measured cuts.</summary>
    private static double KeepFor(List<(double Keep, double Price)> curve, double price)
    {
        for (var i = 1; i < curve.Count; i++)
        {
            var (below, above) = (curve[i - 1], curve[i]);
            if (above.Price > price)
            {
                return below.Keep - (below.Keep - above.Keep) * (price - below.Price) / (above.Price - below.Price);
            }
        }

        // Beyond the harshest measured cut the last slope goes on, so that a larger price always means a smaller share.
        var (last, before) = (curve[^1], curve[^2]);
        var slope = Math.Max(1e-3, (last.Price - before.Price) / Math.Max(1e-6, before.Keep - last.Keep));
        return Math.Max(0, last.Keep - (price - last.Price) / slope);
    }

    /// <summary>From full width (free) downwards, each price at least the one before: noise must not make a harsher cut look cheaper.</summary>
    private static List<(double Keep, double Price)> Monotone(IEnumerable<(double Keep, double Price)> points)
    {
        var curve = new List<(double Keep, double Price)> { (1, 0) };
        foreach (var (keep, price) in points.Where(p => p.Keep < 1).OrderByDescending(p => p.Keep))
        {
            curve.Add((keep, Math.Max(curve[^1].Price, price)));
        }

        if (curve.Count == 1)
        {
            curve.Add((0, 1));
        }

        return curve;
    }
}

using AutoCompress.Spaces;

namespace AutoCompress.Search.Planning;

/// <summary>
/// Cuts that cost every group the same predicted accuracy, instead of the same share: the robust groups give more. The sensitivity
/// analysis of single layers goes back to Han et al. 2015 and Li et al. 2017.
/// </summary>
internal sealed class GuidedCuts(SearchSpace space, ModelAnalysis analysis, SensitivityTable sensitivity, string precision)
{
    private const int Bisections = 40;
    private readonly CostModel _costs = new(analysis);
    private readonly Dictionary<string, List<(double Keep, double Drop)>> _curves = sensitivity.Groups
        .GroupBy(point => GeneNames.Keep(point.Group), StringComparer.Ordinal)
        .ToDictionary(points => points.Key, Monotone, StringComparer.Ordinal);

    private readonly Dictionary<string, double> _blocks = sensitivity.Blocks
        .ToDictionary(block => GeneNames.Block(block.Block), block => block.AccuracyDrop, StringComparer.Ordinal);

    /// <summary>
    /// The cut of equal predicted drop whose MACs are nearest to, and not above, those of the uniform cut at <paramref name="ratio"/>.
    /// Groups that were not measured are cut to the ratio itself.
    /// </summary>
    /// <param name="shallow">Whether blocks whose removal alone costs no more than that drop are left out.</param>
    public Candidate LikeUniform(double ratio, bool shallow = false)
    {
        var uniform = Defaults.Uniform(analysis, ratio);
        var target = Macs(Defaults.Of(space, precision, uniform));
        var (low, high) = (0.0, 1.0);
        for (var i = 0; i < Bisections; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Macs(At(middle, uniform, shallow)) <= target ? (low, middle) : (middle, high);
        }

        return At(high, uniform, shallow);
    }

    private Candidate At(double drop, Func<string, double> otherwise, bool shallow) => Defaults.Of(
        space,
        precision,
        gene => _curves.TryGetValue(gene, out var curve) ? KeepFor(curve, drop) : otherwise(gene),
        gene => shallow && _blocks.TryGetValue(gene, out var cost) && cost <= drop);

    private double Macs(Candidate candidate) => _costs.Of(candidate).Macs;

    /// <summary>The smallest share to keep that costs at most <paramref name="drop"/>, on straight lines between the measured cuts.</summary>
    private static double KeepFor(List<(double Keep, double Drop)> curve, double drop)
    {
        for (var i = 1; i < curve.Count; i++)
        {
            var (below, above) = (curve[i - 1], curve[i]);
            if (above.Drop > drop)
            {
                return below.Keep - (below.Keep - above.Keep) * (drop - below.Drop) / (above.Drop - below.Drop);
            }
        }

        // Beyond the harshest measured cut the last slope goes on, so that a larger drop always means a smaller share.
        var (last, before) = (curve[^1], curve[^2]);
        var slope = Math.Max(1e-3, (last.Drop - before.Drop) / Math.Max(1e-6, before.Keep - last.Keep));
        return Math.Max(0, last.Keep - (drop - last.Drop) / slope);
    }

    /// <summary>From full width (no drop) downwards, each drop at least the one before: noise must not make a harsher cut look cheaper.</summary>
    private static List<(double Keep, double Drop)> Monotone(IEnumerable<GroupSensitivity> points)
    {
        var curve = new List<(double Keep, double Drop)> { (1, 0) };
        foreach (var point in points.Where(p => p.Keep < 1).OrderByDescending(p => p.Keep))
        {
            curve.Add((point.Keep, Math.Max(curve[^1].Drop, point.AccuracyDrop)));
        }

        if (curve.Count == 1)
        {
            curve.Add((0, 1));
        }

        return curve;
    }
}

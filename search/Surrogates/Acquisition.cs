using AutoCompress.Search.Genomes;
using AutoCompress.Search.Pareto;

namespace AutoCompress.Search.Surrogates;

/// <summary>
/// How much a candidate promises: the expected improvement of the front's hypervolume (a drawn direction's improvement from four costs on),
/// times the chance that it keeps each constraint and does not fail.
/// </summary>
internal sealed class Acquisition
{
    /// <summary>The reference lies behind the front's worst corner by this share of its extent.</summary>
    private const double Margin = 0.2;
    private const double LeastExtent = 0.1;
    private const int MostOfFront = 100;
    private const double Negligible = 1e-9;
    private readonly Belief _belief;
    private readonly FailureRisk _risk;
    private readonly int _costs;
    private readonly double[] _bounds;
    private readonly List<double[]> _front;
    private readonly OpenBoxes? _boxes;
    private readonly Scalarisation? _sum;

    /// <param name="points">What the belief was learned from.</param>
    /// <param name="constraints">How many constraints are believed behind the costs.</param>
    public Acquisition(Belief belief, FailureRisk risk, List<KnownPoint> points, int costs, int constraints, SeededRandom random)
    {
        (_belief, _risk, _costs) = (belief, risk, costs);
        _bounds = [.. Enumerable.Range(costs, constraints).Select(target => belief.Scaled(target, 0))];
        var scaled = points.Select(point => point.Costs.Select((cost, i) => belief.Scaled(i, cost)).ToArray()).ToList();
        var feasible = scaled.Where((_, i) => points[i].Violation == 0).Concat(belief.Believed.Where(Keeps).Select(believed => believed[..costs])).ToList();
        _front = Front(feasible);
        var reference = Reference(_front.Count > 0 ? _front : scaled);
        (_boxes, _sum) = costs <= 3 ? (new OpenBoxes(_front, reference), (Scalarisation?)null) : (null, new Scalarisation(_front, reference, random));
    }

    /// <summary>Larger is better; negative where nothing can be expected, nearer to 0 the nearer it is to something.</summary>
    public double Of(ReadOnlySpan<int> genome)
    {
        var (means, deviations) = _belief.At(genome);
        var mean = means.Span;
        var deviation = deviations.Span;
        var expected = _boxes?.Expect(mean[.._costs], deviation[.._costs]) ?? _sum!.Expect(mean[.._costs], deviation[.._costs]);
        var missing = 0.0;
        for (var i = 0; i < _bounds.Length; i++)
        {
            var distance = (_bounds[i] - mean[_costs + i]) / deviation[_costs + i];
            expected *= PortableMath.Distribution(distance);
            missing += Math.Max(0, -distance);
        }

        expected *= _risk.ChanceOfSuccess(genome);
        return expected > Negligible ? expected : Negligible - missing - Behind(mean);
    }

    private bool Keeps(double[] believed)
    {
        for (var i = 0; i < _bounds.Length; i++)
        {
            if (believed[_costs + i] > _bounds[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>How far the believed costs lie behind the front.</summary>
    private double Behind(ReadOnlySpan<double> mean)
    {
        var farthest = 0.0;
        foreach (var point in _front)
        {
            var nearest = double.PositiveInfinity;
            for (var cost = 0; cost < _costs; cost++)
            {
                nearest = Math.Min(nearest, mean[cost] - point[cost]);
            }

            farthest = Math.Max(farthest, nearest);
        }

        return farthest;
    }

    private static List<double[]> Front(List<double[]> points)
    {
        var costs = points.Select(System.Collections.Immutable.ImmutableArray.Create).ToList();
        var fronts = new FrontSort().Sort(costs, _ => 0, 1);
        if (fronts.IsEmpty)
        {
            return [];
        }

        var crowding = CrowdingDistance.Of([.. fronts[0].Select(i => costs[i])]);
        return [.. fronts[0].Select((i, place) => (Point: points[i], Crowding: crowding[place])).OrderByDescending(p => p.Crowding).Take(MostOfFront).Select(p => p.Point)];
    }

    private static double[] Reference(List<double[]> points) =>
    [
        .. Enumerable.Range(0, points[0].Length).Select(cost =>
        {
            var (least, most) = (points.Min(point => point[cost]), points.Max(point => point[cost]));
            return most + Margin * Math.Max(LeastExtent, most - least);
        }),
    ];
}

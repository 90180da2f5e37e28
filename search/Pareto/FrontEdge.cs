namespace AutoCompress.Search.Pareto;

/// <summary>
/// One front while points are put on it in ascending lexicographic order: what came before can only beat what comes later, so the first
/// cost need not be looked at again.
/// </summary>
internal abstract class FrontEdge
{
    /// <param name="costs">How many costs a point has.</param>
    public static FrontEdge Create(int costs) => costs switch
    {
        <= 2 => new LowestLast(),
        3 => new Staircase(),
        _ => new Archive(),
    };

    /// <summary>Whether a point of the front is nowhere worse than <paramref name="point"/>, which differs from all of them.</summary>
    public abstract bool Beats(ReadOnlySpan<double> point);

    public abstract void Add(ReadOnlySpan<double> point);

    /// <summary>One or two costs: the lowest last cost decides.</summary>
    private sealed class LowestLast : FrontEdge
    {
        private double _lowest = double.PositiveInfinity;

        public override bool Beats(ReadOnlySpan<double> point) => point.Length < 2 || _lowest <= point[1];

        public override void Add(ReadOnlySpan<double> point) => _lowest = point[^1];
    }

    /// <summary>Three costs: the second and the third form a staircase, which is searched by bisection.</summary>
    private sealed class Staircase : FrontEdge
    {
        private readonly List<double> _second = [];
        private readonly List<double> _third = [];

        public override bool Beats(ReadOnlySpan<double> point)
        {
            var place = After(point[1]);
            return place > 0 && _third[place - 1] <= point[2];
        }

        public override void Add(ReadOnlySpan<double> point)
        {
            var place = After(point[1]);
            var from = place > 0 && _second[place - 1] == point[1] ? place - 1 : place;
            var until = from;
            while (until < _third.Count && _third[until] >= point[2])
            {
                until++;
            }

            _second.RemoveRange(from, until - from);
            _third.RemoveRange(from, until - from);
            _second.Insert(from, point[1]);
            _third.Insert(from, point[2]);
        }

        /// <summary>The place behind the last step whose second cost is at most <paramref name="second"/>.</summary>
        private int After(double second)
        {
            var (low, high) = (0, _second.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = _second[middle] <= second ? (middle + 1, high) : (low, middle);
            }

            return low;
        }
    }

    /// <summary>Four costs or more: all points, the latest first, since those are the nearest.</summary>
    private sealed class Archive : FrontEdge
    {
        private readonly List<double[]> _points = [];

        public override bool Beats(ReadOnlySpan<double> point)
        {
            for (var i = _points.Count - 1; i >= 0; i--)
            {
                if (NowhereWorse(_points[i], point))
                {
                    return true;
                }
            }

            return false;
        }

        public override void Add(ReadOnlySpan<double> point) => _points.Add(point.ToArray());

        private static bool NowhereWorse(double[] a, ReadOnlySpan<double> b)
        {
            for (var i = 1; i < a.Length; i++)
            {
                if (a[i] > b[i])
                {
                    return false;
                }
            }

            return true;
        }
    }
}

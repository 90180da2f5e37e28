namespace AutoCompress.Search.Surrogates;

/// <summary>
/// The region below a reference point that a front of one to three costs does not dominate, as disjoint boxes; and the expected
/// volume that a normally distributed point would take of it (Emmerich, Yang, Deutz, Wang and Fonseca 2016).
/// </summary>
internal sealed class OpenBoxes
{
    /// <summary>For each cost the coordinates at which boxes begin and end, ascending; the first is −∞.</summary>
    private readonly double[][] _edges;

    /// <summary>For each box and cost the places of its lower and its upper edge.</summary>
    private readonly List<int[]> _boxes = [];

    private readonly double[][] _expected;

    /// <param name="front">Costs; what does not lie below <paramref name="reference"/> is left out.</param>
    public OpenBoxes(IEnumerable<double[]> front, double[] reference)
    {
        var inside = front.Where(point => point.Zip(reference, (a, b) => a < b).All(below => below)).ToList();
        _edges = [.. reference.Select((worst, cost) => inside.Select(point => point[cost]).Distinct().Order().Prepend(double.NegativeInfinity).Append(worst).ToArray())];
        _expected = [.. _edges.Select(edges => new double[edges.Length])];
        var places = inside.Select(point => point.Select((value, cost) => Array.BinarySearch(_edges[cost], value)).ToArray()).ToList();
        switch (reference.Length)
        {
            case 1:
                _boxes.Add([0, 1]);
                break;
            case 2:
                AddStrips(places, []);
                break;
            default:
                AddSlabs(places);
                break;
        }
    }

    private OpenBoxes(double[][] edges, double[][] expected) => (_edges, _expected) = (edges, expected);

    /// <summary>The expected improvement of the hypervolume.</summary>
    public double Expect(ReadOnlySpan<double> means, ReadOnlySpan<double> deviations)
    {
        for (var cost = 0; cost < _edges.Length; cost++)
        {
            for (var i = 1; i < _edges[cost].Length; i++)
            {
                var z = (_edges[cost][i] - means[cost]) / deviations[cost];
                _expected[cost][i] = Math.Max(0, deviations[cost] * (z * PortableMath.Distribution(z) + PortableMath.Density(z)));
            }
        }

        var total = 0.0;
        foreach (var box in _boxes)
        {
            var volume = 1.0;
            for (var cost = 0; cost < _expected.Length; cost++)
            {
                volume *= _expected[cost][box[2 * cost + 1]] - _expected[cost][box[2 * cost]];
            }

            total += volume;
        }

        return total;
    }

    /// <summary>Strips along the first cost, each open below in the second one, with <paramref name="rest"/> for the third.</summary>
    private void AddStrips(List<int[]> places, int[] rest)
    {
        var (left, top) = (0, _edges[1].Length - 1);
        foreach (var place in places.OrderBy(place => place[0]).ThenBy(place => place[1]))
        {
            if (place[1] < top)
            {
                if (place[0] > left)
                {
                    _boxes.Add([left, place[0], 0, top, .. rest]);
                }

                (left, top) = (place[0], place[1]);
            }
        }

        _boxes.Add([left, _edges[0].Length - 1, 0, top, .. rest]);
    }

    /// <summary>Slabs along the third cost, each cut into the strips of the points below it; equal strips of neighbouring slabs are one box.</summary>
    private void AddSlabs(List<int[]> places)
    {
        var slabs = new OpenBoxes(_edges, _expected);
        var open = new Dictionary<(int, int, int), int>();
        for (var floor = 0; floor < _edges[2].Length - 1; floor++)
        {
            slabs._boxes.Clear();
            slabs.AddStrips([.. places.Where(place => place[2] <= floor)], []);
            var strips = slabs._boxes.Select(strip => (strip[0], strip[1], strip[3])).ToHashSet();
            foreach (var (strip, from) in open.Where(pair => !strips.Contains(pair.Key)).ToList())
            {
                Close(strip, from, floor);
                open.Remove(strip);
            }

            foreach (var strip in strips)
            {
                open.TryAdd(strip, floor);
            }
        }

        foreach (var (strip, from) in open)
        {
            Close(strip, from, _edges[2].Length - 1);
        }

        void Close((int Left, int Right, int Top) strip, int from, int until) => _boxes.Add([strip.Left, strip.Right, 0, strip.Top, from, until]);
    }
}

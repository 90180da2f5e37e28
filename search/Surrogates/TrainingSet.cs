namespace AutoCompress.Search.Surrogates;

/// <summary>Points of a <see cref="FeatureMap"/>, coordinate by coordinate, so that distances to all of them are computed at once.</summary>
internal sealed class TrainingSet
{
    private readonly List<double[]> _points = [];

    /// <summary>For each coordinate the values of all points, padded to whole vectors.</summary>
    private readonly double[][] _columns;

    public TrainingSet(int columns, int capacity)
    {
        Capacity = (capacity + PortableMath.Lanes - 1) / PortableMath.Lanes * PortableMath.Lanes;
        _columns = [.. Enumerable.Range(0, columns).Select(_ => new double[Capacity])];
    }

    public int Capacity { get; }

    public int Count => _points.Count;

    public double[] this[int point] => _points[point];

    public double[] Column(int column) => _columns[column];

    public void Add(double[] point)
    {
        for (var i = 0; i < _columns.Length; i++)
        {
            _columns[i][_points.Count] = point[i];
        }

        _points.Add(point);
    }
}

namespace AutoCompress.Engine.Measuring.Scores;

/// <summary>
/// What each sample adds to the sums that a score is computed from: counts of right answers by class, squared errors, and the like. Kept by
/// sample, so that samples can be drawn again (bootstrap), and sparse, since a sample touches few of many classes.
/// </summary>
internal sealed class Tally
{
    private readonly List<int> _starts = [0];
    private readonly List<int> _places = [];
    private readonly List<double> _amounts = [];

    /// <param name="size">Sums.</param>
    public Tally(int size) => Size = size;

    public int Size { get; }

    /// <summary>Samples.</summary>
    public int Count => _starts.Count - 1;

    /// <summary>Adds to a sum of the sample that is being counted.</summary>
    public void Add(int place, double amount = 1)
    {
        _places.Add(place);
        _amounts.Add(amount);
    }

    /// <summary>Ends the sample that is being counted.</summary>
    public void EndSample() => _starts.Add(_places.Count);

    /// <summary>Adds everything of one sample to <paramref name="sums"/>.</summary>
    public void AddTo(int sample, Span<double> sums)
    {
        for (var i = _starts[sample]; i < _starts[sample + 1]; i++)
        {
            sums[_places[i]] += _amounts[i];
        }
    }

    /// <summary>The sums over all samples.</summary>
    public double[] Sums()
    {
        var sums = new double[Size];
        for (var sample = 0; sample < Count; sample++)
        {
            AddTo(sample, sums);
        }

        return sums;
    }
}

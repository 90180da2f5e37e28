using System.Collections.Immutable;
using AutoCompress.Search;
using AutoCompress.Spaces;

namespace AutoCompress.Host.Benchmarks;

/// <summary>Notes how long each proposal of <paramref name="inner"/> takes.</summary>
internal sealed class TimedAlgorithm(ISearchAlgorithm inner, TimeProvider time) : ISearchAlgorithm
{
    private readonly List<double> _milliseconds = [];

    /// <summary>One for each call, in their order.</summary>
    public IReadOnlyList<double> Milliseconds => _milliseconds;

    public ImmutableArray<Candidate> Propose(SearchSpace space, SearchHistory history, int count)
    {
        var start = time.GetTimestamp();
        var proposed = inner.Propose(space, history, count);
        _milliseconds.Add(time.GetElapsedTime(start).TotalMilliseconds);
        return proposed;
    }
}

using System.Collections.Immutable;
using System.Diagnostics;
using AutoCompress.Search;
using AutoCompress.Spaces;

namespace AutoCompress.Benchmarks.Searching;

/// <summary>Notes how long each call of <paramref name="inner"/> took.</summary>
internal sealed class StopwatchAlgorithm(ISearchAlgorithm inner) : ISearchAlgorithm
{
    public List<double> Milliseconds { get; } = [];

    public ImmutableArray<Candidate> Propose(SearchSpace space, SearchHistory history, int count)
    {
        var start = Stopwatch.GetTimestamp();
        var proposed = inner.Propose(space, history, count);
        Milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        return proposed;
    }
}

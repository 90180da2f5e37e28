using System.Collections.Immutable;
using AutoCompress.Search.Baselines;
using AutoCompress.Spaces;

namespace AutoCompress.Search.Tests.Benchmarks;

/// <summary>Random search that notes how many trials ran whenever it was asked.</summary>
internal sealed class RunningCount : ISearchAlgorithm
{
    public List<int> Seen { get; } = [];

    public ImmutableArray<Candidate> Propose(SearchSpace space, SearchHistory history, int count)
    {
        Seen.Add(history.Observations.Count(observation => observation.Outcome == Outcome.Running));
        return new RandomSearch(null).Propose(space, history, count);
    }
}

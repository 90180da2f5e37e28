using System.Collections.Immutable;
using AutoCompress.Spaces;
using AutoCompress.Studies;

namespace AutoCompress.Search;

/// <summary>Studies in the words of <see cref="ISearchAlgorithm"/>.</summary>
public static class SearchAlgorithmExtensions
{
    /// <summary>What <paramref name="algorithm"/> proposes for a study: <see cref="SearchHistory.Of"/> is all that it sees of it.</summary>
    public static ImmutableArray<Candidate> Propose(
        this ISearchAlgorithm algorithm, SearchSpace space, StudyHistory history, int count, PriorKnowledge? knowledge = null)
    {
        ArgumentNullException.ThrowIfNull(algorithm);
        return algorithm.Propose(space, SearchHistory.Of(history, knowledge), count);
    }
}

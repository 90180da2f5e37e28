using System.Collections.Immutable;
using AutoCompress.Spaces;

namespace AutoCompress.Search;

/// <summary>
/// Proposes what to try next: a pure function of space and history, the seed among it. It keeps nothing between calls that could change an
/// answer, so a study resumes by replaying its history.
/// </summary>
public interface ISearchAlgorithm
{
    /// <summary>
    /// Up to <paramref name="count"/> distinct candidates of <paramref name="space"/> that no trial of <paramref name="history"/> has,
    /// whether it runs, completed or failed. Asking for fewer gives a prefix of what asking for more gives.
    /// </summary>
    /// <returns>Fewer than <paramref name="count"/> when the space holds no more.</returns>
    ImmutableArray<Candidate> Propose(SearchSpace space, SearchHistory history, int count);
}

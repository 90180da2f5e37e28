using System.Collections.Immutable;
using AutoCompress.Search.Planning;
using AutoCompress.Spaces;
using AutoCompress.Studies;

namespace AutoCompress.Search.Evolution;

/// <summary>The loop that every algorithm shares: draw, repair, refuse what is known, and walk the space when drawing finds nothing new.</summary>
internal static class FreshCandidates
{
    private const int Attempts = 128;

    /// <param name="draw">Draws a genome; the number is the attempt, from 0, so that later ones can vary more.</param>
    /// <param name="limits">What a candidate must keep; null for nothing.</param>
    public static ImmutableArray<Candidate> Collect(
        SearchSpace space, StudyHistory history, int count, HardLimits? limits, SeededRandom random, Func<int, int[]> draw)
    {
        var known = history.Trials.Select(trial => trial.Candidate).ToHashSet();
        var fresh = ImmutableArray.CreateBuilder<Candidate>();
        while (fresh.Count < count && Next() is { } candidate)
        {
            known.Add(candidate);
            fresh.Add(candidate);
        }

        return fresh.ToImmutable();

        Candidate? Next()
        {
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                var drawn = Genome.Build(space, draw(attempt));
                if ((limits is null ? drawn : limits.Repair(space, drawn)) is { } allowed && !known.Contains(allowed))
                {
                    return allowed;
                }
            }

            return SpaceEnumeration.IsSmall(space) ? OneOfTheRest() : null;
        }

        Candidate? OneOfTheRest()
        {
            var rest = SpaceEnumeration.All(space).Where(c => !known.Contains(c) && (limits is null || limits.Hold(c))).ToList();
            return rest.Count == 0 ? null : rest[random.Below(rest.Count)];
        }
    }
}

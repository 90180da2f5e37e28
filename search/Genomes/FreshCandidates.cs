using System.Collections.Immutable;
using AutoCompress.Search.Planning;
using AutoCompress.Spaces;

namespace AutoCompress.Search.Genomes;

/// <summary>The loop that every algorithm shares: draw, repair, refuse what is known, and walk the space when drawing finds nothing new.</summary>
internal static class FreshCandidates
{
    private const int Attempts = 128;

    /// <param name="draw">Draws a genome; the number is the attempt, from 0, so that later ones can vary more.</param>
    /// <param name="limits">What a candidate must keep; null for nothing.</param>
    public static ImmutableArray<Candidate> Collect(
        SpaceLayout layout, SearchHistory history, int count, HardLimits? limits, SeededRandom random, Func<int, int[]> draw)
    {
        var known = history.Observations.Select(observation => observation.Candidate).ToHashSet();
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
                var drawn = layout.Build(draw(attempt));
                if ((limits is null ? drawn : limits.Repair(layout.Space, drawn)) is { } allowed && !known.Contains(allowed))
                {
                    return allowed;
                }
            }

            return SpaceEnumeration.IsSmall(layout.Space) ? OneOfTheRest() : null;
        }

        Candidate? OneOfTheRest()
        {
            var rest = SpaceEnumeration.All(layout.Space).Where(c => !known.Contains(c) && (limits is null || limits.Hold(c))).ToList();
            return rest.Count == 0 ? null : rest[random.Below(rest.Count)];
        }
    }
}

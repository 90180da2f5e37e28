using System.Collections.Immutable;
using AutoCompress.Search.Pareto;
using AutoCompress.Spaces;
using AutoCompress.Studies;

namespace AutoCompress.Search.Evolution;

/// <summary>Who of all completed trials may breed: front by front, and by crowding distance where a front does not fit any more.</summary>
internal static class Survival
{
    /// <summary>
    /// At most <paramref name="most"/> individuals, best first, by their <see cref="Foresight"/>. Only trials of rung 0 take part, so that equals are compared; candidates
    /// that the space does not offer (the original where fp32 is not allowed) cannot breed.
    /// </summary>
    public static ImmutableArray<Individual> Of(SearchSpace space, StudyHistory history, int most)
    {
        var objectives = ObjectiveSet.Of(history.Spec);
        var constraints = ConstraintSet.Of(history.Spec);
        var points = new List<ParetoPoint>();
        foreach (var (trial, result) in history.Completed)
        {
            var foreseen = Foresight.Of(trial, result.Values);
            if (trial.Fidelity.Rung == 0 && space.Contains(trial.Candidate) && objectives.TryCosts(foreseen, out var costs))
            {
                points.Add(new(trial, result, [.. costs], constraints.Violation(foreseen)));
            }
        }

        var survivors = ImmutableArray.CreateBuilder<Individual>();
        var rank = 0;
        foreach (var front in NonDominatedSort.Sort(points, Dominance.Dominates).Select(f => f.Select(i => points[i]).ToList()))
        {
            var crowding = CrowdingDistance.Of(front);
            survivors.AddRange(front
                .Select((point, i) => new Individual(point, Genome.Of(space, point.Trial.Candidate), rank, crowding[i]))
                .OrderByDescending(individual => individual.Crowding).ThenBy(individual => individual.Point.Trial.Number)
                .Take(most - survivors.Count));
            rank++;
            if (survivors.Count == most)
            {
                break;
            }
        }

        return survivors.ToImmutable();
    }
}

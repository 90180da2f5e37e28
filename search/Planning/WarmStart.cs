using System.Collections.Immutable;
using AutoCompress.Search.Pareto;
using AutoCompress.Search.Policy;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Planning;

/// <summary>
/// What a study takes from earlier ones: the candidates of their fronts as seeds and, where the same model was measured on the same data and target, all their
/// completed trials as points to learn from. Seeds from related tasks are the simplest and sturdiest warm start of Bayesian optimisation (Feurer, Springenberg and Hutter 2015).
/// </summary>
public static class WarmStart
{
    private const int MostSeeds = 8;

    /// <summary>One seed for so many trials of the budget at most, so that the study finds something itself.</summary>
    private const int TrialsForEachSeed = 4;

    private const int MostPoints = 200;

    /// <summary>Whether two models are of a family: at least half of the channel groups of the smaller one have a namesake in the other.</summary>
    public static bool IsFamily(ModelAnalysis one, ModelAnalysis other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        var shared = one.Groups.Select(group => group.Name).Intersect(other.Groups.Select(group => group.Name), StringComparer.Ordinal).Count();
        return shared > 0 && 2 * shared >= Math.Min(one.Groups.Length, other.Groups.Length);
    }

    /// <summary>The seeds first, one study's after another's in turns; then the points to learn from, of each study the latest.</summary>
    public static ImmutableArray<EarlierTrial> Of(StudySpec spec, SearchSpace space, ModelAnalysis analysis, ImmutableArray<EarlierStudy> studies)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(analysis);
        var most = Math.Min(MostSeeds, spec.Budget.Trials / TrialsForEachSeed);
        var seeds = studies.Select(study => Front(spec, space, analysis, study)).ToList();
        var taken = Enumerable.Range(0, most).SelectMany(place => seeds.Where(front => place < front.Count).Select(front => front[place]))
            .DistinctBy(seed => seed.Candidate).Take(most).ToList();
        var points = studies.Where(study => study.Measures).SelectMany(study => study.Trials
            .Where(trial => trial.Result is TrialResult.Completed && space.Contains(trial.Candidate) && !taken.Exists(seed => seed.Study == study.Id && seed.Number == trial.Number))
            .Select(trial => new EarlierTrial(study.Id, trial.Number, trial.Candidate, trial.Fidelity, IsSeed: false, ((TrialResult.Completed)trial.Result!).Values)).TakeLast(MostPoints / studies.Length));
        return [.. taken, .. points];
    }

    /// <summary>The front of <paramref name="study"/> under the objectives of the new one, where their values are there: the best trained and loneliest first.</summary>
    private static List<EarlierTrial> Front(StudySpec spec, SearchSpace space, ModelAnalysis analysis, EarlierStudy study)
    {
        var mapping = new GeneMapping(space, analysis, study.Analysis);
        var points = ParetoFront.Of(new(spec with { Continues = null }, study.Trials)).Points.RemoveAll(point => point.Trial.Origin == StudySeeds.Original);
        var crowding = CrowdingDistance.Of([.. points.Select(point => point.Costs)]);
        return
        [
            .. points.Select((point, i) => (point, crowding: crowding[i]))
                .OrderByDescending(pair => pair.point.Trial.Fidelity.Rung).ThenByDescending(pair => pair.crowding).ThenBy(pair => pair.point.Trial.Number)
                .Select(pair => Seed(pair.point)),
        ];

        EarlierTrial Seed(ParetoPoint point)
        {
            var isOffered = space.Contains(point.Trial.Candidate) && study.Measures;
            return new(
                study.Id, point.Trial.Number, isOffered ? point.Trial.Candidate : mapping.Of(point.Trial.Candidate), point.Trial.Fidelity, IsSeed: true,
                isOffered ? point.Result.Values : null);
        }
    }
}

using System.Collections.Immutable;
using AutoCompress.Search.Planning;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Policy;

/// <summary>What one decision knows, and the small questions that it asks of it.</summary>
internal sealed class PolicyRound
{
    private readonly SearchSpace _space;
    private readonly ModelAnalysis _analysis;
    private readonly TrialEconomics _economics;

    public PolicyRound(
        SearchSpace space, ModelAnalysis analysis, StudyHistory history, double now, int freeSlots, int trainingSlots,
        ImmutableArray<Seed> seeds, ImmutableSortedDictionary<Metric, Measurement>? original)
    {
        (_space, _analysis, _economics) = (space, analysis, new(analysis, history));
        (History, Now, FreeSlots, TrainingSlots, Seeds, Original) = (history, now, freeSlots, trainingSlots, seeds, original);
        Plan = TimePlan.Of(history.Spec, FinalSelection.Of(history).Length);
    }

    public StudyHistory History { get; }

    /// <summary>Active seconds.</summary>
    public double Now { get; }

    public int FreeSlots { get; }

    public int TrainingSlots { get; }

    public ImmutableArray<Seed> Seeds { get; }

    /// <summary>The original's values; null while it is not measured.</summary>
    public ImmutableSortedDictionary<Metric, Measurement>? Original { get; }

    public TimePlan Plan { get; }

    /// <summary>Once a refinement was started, no probe is any more.</summary>
    public bool IsRefining => History.Trials.Any(trial => trial.Fidelity.Rung > 0);

    public Proposal Probe(Seed seed) => new(seed.Candidate, seed.Trains ? ProbeFidelity : new(0, 0), seed.Origin);

    /// <summary>Trials of the budget that are kept for refinements.</summary>
    /// <param name="trialsForEach">One refinement for so many trials of the budget, at most <see cref="TrainingSpec.RefinePoints"/>.</param>
    public int RefinementReserve(int trialsForEach) => Refines
        ? Math.Min(History.Spec.Training.RefinePoints, History.Spec.Budget.Trials / trialsForEach)
        : 0;

    /// <summary>
    /// How many more probes, behind <paramref name="before"/> other new trials, can finish before exploring ends: those that wait for a
    /// training slot finish later. Until some probe was started, one for each training slot may use the time of refinement.
    /// </summary>
    public int ProbesInTime(int before)
    {
        var probed = History.Trials.Any(trial => trial.Fidelity.Images > 0);
        var (until, most) = probed ? (Plan.ExploreUntil, int.MaxValue) : (Plan.RefineUntil, TrainingSlots);
        var ahead = before + History.Trials.Count(trial => trial.IsRunning);
        var rounds = (int)Math.Clamp((until - Now) / _economics.ProbeSeconds, 0, 1e6);
        var firstProbes = Now >= Plan.ExploreUntil ? most : int.MaxValue;
        return Math.Clamp(rounds * TrainingSlots - ahead, 0, firstProbes);
    }

    /// <summary>Up to <paramref name="count"/> probes: seeds first, then what the algorithm proposes knowing of these and of <paramref name="anchors"/>.</summary>
    public IEnumerable<Proposal> Probes(ImmutableArray<Seed> seeds, ImmutableArray<Proposal> anchors, int count)
    {
        var first = seeds.Take(count).Select(Probe).ToImmutableArray();
        if (first.Length == count)
        {
            return first;
        }

        var known = anchors.AddRange(first).Select((proposal, i) =>
            new Trial(History.Trials.Length + 1 + i, proposal.Candidate, proposal.Fidelity, proposal.Origin));
        var algorithm = SearchAlgorithms.Create(History.Spec.Algorithm, new HardLimits(_analysis, History.Spec));
        var more = algorithm.Propose(FormatScreen.Of(_space, History), History with { Trials = History.Trials.AddRange(known) }, count - first.Length);
        return first.Concat(more.Select(candidate => new Proposal(candidate, ProbeFidelity, History.Spec.Algorithm)));
    }

    /// <summary>The next refinement behind <paramref name="history"/>; null when none pays any more.</summary>
    public Proposal? NextRefinement(StudyHistory history)
    {
        // Failed refinements give their place back: a point was promised, not an attempt.
        var started = history.Trials.Count(trial => trial.Fidelity.Rung > 0 && trial.Result is null or TrialResult.Completed);
        var promotion = new Promotion(history, Original!, _analysis);
        var pointsLeft = Math.Min(
            Math.Min(history.Spec.Training.RefinePoints - started, promotion.Eligible().Length),
            history.Spec.Budget.Trials - history.Trials.Length);
        if (!Refines || pointsLeft <= 0)
        {
            return null;
        }

        var schedule = new RefinementSchedule(history.Spec, _economics, Plan, Now, TrainingSlots, pointsLeft);
        if (schedule.Points == 0 || promotion.Next(Images) is not { } probe)
        {
            return null;
        }

        return new(probe.Candidate, schedule.For(probe), $"promoted from {probe.Number}", probe.Number);

        double Images(Trial trial)
        {
            var fidelity = schedule.For(trial);
            return fidelity.Images + fidelity.QuantizationAwareImages;
        }
    }

    private bool Refines => _analysis.IsTrainable && History.Spec.Training.RefineShare > 0;

    private Fidelity ProbeFidelity => new(0, History.Spec.Training.ProbeImages, 0, Math.Round(_economics.ProbeLimit, 1));
}

using System.Collections.Immutable;
using AutoCompress.Search.Planning;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Policy;

/// <summary>What one decision knows, and the small questions that it asks of it.</summary>
internal sealed class PolicyRound
{
    /// <summary>Share of the trial budget that may be refinements where trials, not time, are scarce.</summary>
    private const int TrialsForEachRefinement = 4;

    /// <summary>A trial without training is started only when so many times its usual duration is left.</summary>
    private const double SharedMargin = 1.5;

    private readonly SearchSpace _space;
    private readonly ModelAnalysis _analysis;
    private readonly PriorKnowledge? _knowledge;
    private readonly TrialEconomics _economics;

    public PolicyRound(
        SearchSpace space, ModelAnalysis analysis, PriorKnowledge? knowledge, StudyHistory history, double now, int freeSlots, int trainingSlots,
        ImmutableArray<Seed> seeds, ImmutableSortedDictionary<Metric, Measurement>? original)
    {
        (_space, _analysis, _knowledge, _economics) = (space, analysis, knowledge, new(analysis, history));
        (History, Now, FreeSlots, TrainingSlots, Seeds, Original) = (history, now, freeSlots, trainingSlots, seeds, original);
        Plan = TimePlan.Of(history.Spec, FinalSelection.Of(history).Length);
        Ladder = new(history.Spec, analysis, _economics, Plan, trainingSlots, history.Spec.Budget.Trials - RefinementReserve);
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

    public Ladder Ladder { get; }

    /// <summary>Once a refinement was started, no probe is any more.</summary>
    public bool IsRefining => History.Own.Any(trial => trial.Fidelity.IsRefinement);

    public Proposal Probe(Seed seed) => new(seed.Candidate, seed.Trains ? ProbeFidelity : new(0, 0), seed.Origin);

    /// <summary>Trials of the budget that are kept for refinements.</summary>
    public int RefinementReserve => Refines
        ? Math.Min(History.Spec.Training.RefinePoints, History.Spec.Budget.Trials / TrialsForEachRefinement)
        : 0;

    /// <summary>Running trials of which a checkpoint was measured, and whose optimistic point is beaten by now.</summary>
    public ImmutableArray<int> Lost()
    {
        var optimism = new Lazy<Optimism>(() => new(History, Original, new(History, Original)));
        return
        [
            .. from trial in History.Trials
               where trial.IsRunning && trial.ContinuesFrom is { } number && !SharedTraining.IsShared(History, trial)
                   && History.Trials[number - 1].Result is TrialResult.Completed && optimism.Value.IsBeaten(History.Trials[number - 1])
               select trial.Number,
        ];
    }

    /// <summary>Up to <paramref name="count"/> trials that go on with something good before anything new is begun: in other formats, or a rung up.</summary>
    public ImmutableArray<Proposal> Continued(int count)
    {
        var proposals = ImmutableArray.CreateBuilder<Proposal>();
        if (Ladder.Intermediate == 0 && !Ladder.Screens)
        {
            return [];
        }

        var history = History;
        while (proposals.Count < count && (Shared(history, intermediate: true) ?? Promoted(history)) is { } proposal)
        {
            proposals.Add(proposal);
            history = With(history, proposal);
        }

        return proposals.ToImmutable();
    }

    /// <summary>A trial that finds all its training in the stage cache and that can still end before refining does; null when there is none.</summary>
    public Proposal? Shared(StudyHistory history, bool intermediate) =>
        Original is not null && Now + SharedMargin * _economics.Overhead <= (intermediate ? Plan.ExploreUntil : Plan.RefineUntil)
            ? new SharedTraining(FormatScreen.Of(_space, history), _analysis, history, Original).Next(intermediate)
            : null;

    private Proposal? Promoted(StudyHistory history) => new RungPromotion(history, Ladder, Original).Next(
        _economics.ProbeLimit,
        (trial, fidelity) => Now + _economics.Overhead + fidelity.Images / _economics.ImagesPerSecond(trial) <= Plan.ExploreUntil);

    /// <summary><paramref name="history"/> with <paramref name="proposal"/> running.</summary>
    public static StudyHistory With(StudyHistory history, Proposal proposal) => history with
    {
        Trials = history.Trials.Add(new(history.Trials.Length + 1, proposal.Candidate, proposal.Fidelity, proposal.Origin, proposal.ContinuesFrom)),
    };

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
        var latency = LatencyLimit.Of(LatencyModel.Of(_analysis, _knowledge?.Latency), _knowledge?.Latency, History);
        var algorithm = SearchAlgorithms.Create(History.Spec.Algorithm, new HardLimits(_analysis, History.Spec, latency));
        var more = algorithm.Propose(FormatScreen.Of(_space, History), History with { Trials = History.Trials.AddRange(known) }, count - first.Length, _knowledge);
        return first.Concat(more.Select(candidate => Ladder.Screens && candidate.IsCut()
            ? new Proposal(candidate, new(0, 0), History.Spec.Algorithm)
            : new Proposal(candidate, ProbeFidelity, History.Spec.Algorithm, null, SavedBy(candidate))));
    }

    /// <summary>The next refinement behind <paramref name="history"/>; null when none pays any more.</summary>
    public Proposal? NextRefinement(StudyHistory history)
    {
        // Failed refinements give their place back: a point was promised, not an attempt.
        var started = history.Own.Count(trial => trial.Fidelity.IsRefinement && !SharedTraining.IsShared(history, trial) && trial.Result is null or TrialResult.Completed);
        var promotion = new Promotion(history, Original!, _analysis);
        var pointsLeft = Math.Min(
            Math.Min(history.Spec.Training.RefinePoints - started, promotion.Eligible().Length),
            history.TrialsLeft);
        if (!Refines || pointsLeft <= 0)
        {
            return null;
        }

        var schedule = new RefinementSchedule(history.Spec, _economics, Plan, Now, TrainingSlots, pointsLeft);
        if (schedule.Points == 0 || promotion.Next(Images) is not { } probe)
        {
            return null;
        }

        return new(probe.Candidate, schedule.For(probe), $"promoted from {probe.Number}", probe.Number, Lineage.Images(history, probe));

        double Images(Trial trial)
        {
            var fidelity = schedule.For(trial);
            return fidelity.Images + fidelity.QuantizationAwareImages;
        }
    }

    /// <summary>The samples of a probe's training that another trial has trained or trains now.</summary>
    private long SavedBy(Candidate candidate) =>
        candidate.IsCut() && History.Trials.Any(trial => trial is { Fidelity.IsProbe: true, Result: null or TrialResult.Completed } && trial.Candidate.SharesTraining(candidate))
            ? ProbeFidelity.Images
            : 0;

    private bool Refines => _analysis.IsTrainable && History.Spec.Training.RefineShare > 0;

    private Fidelity ProbeFidelity => new(0, History.Spec.Training.ProbeImages, 0, Math.Round(_economics.ProbeLimit, 1));
}

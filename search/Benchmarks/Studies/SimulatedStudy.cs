using System.Collections.Immutable;
using AutoCompress.Search.Benchmarks.Compression;
using AutoCompress.Search.Pareto;
using AutoCompress.Search.Planning;
using AutoCompress.Search.Policy;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Benchmarks.Studies;

/// <summary>
/// A whole study of the synthetic compression problem in virtual time: <see cref="StudyPolicy"/> decides, slots train one trial each, and what was trained once is
/// found in the stage cache. It tells how much training a front costs.
/// </summary>
public sealed class SimulatedStudy
{
    /// <summary>Samples a second for the uncut network, and the share of a step that no cut makes faster.</summary>
    private const double Throughput = 100;
    private const double FixedShare = 0.1;

    /// <summary>Seconds of a trial around its training, and of planning before the first one.</summary>
    private const double Overhead = 6;
    private const double Planning = 30;
    private const double QuantizationAwareCost = 1.5;
    private const double AccuracyNoise = 0.0015;
    private const double Interval = 1.96;
    private static readonly SearchSpace Space = UsualRates(CompressionSpace.Space);
    private readonly CompressionProblem _problem = new();
    private readonly TrainedSteps _steps = new();
    private readonly PriorityQueue<(int Number, TrialResult Result), (double, int)> _ends = new();
    private readonly List<BenchmarkPoint> _points = [];
    private readonly ImmutableArray<StudyProgress>.Builder _progress = ImmutableArray.CreateBuilder<StudyProgress>();
    private readonly int _slots;
    private readonly PriorKnowledge? _knowledge;
    private StudyHistory _history;
    private double _now = Planning;
    private long _images;
    private long _saved;

    private SimulatedStudy(StudySpec spec, int slots, PriorKnowledge? knowledge) => (_history, _slots, _knowledge) = (new(spec, []), slots, knowledge);

    /// <summary>A study of this problem.</summary>
    /// <param name="time">Its budget, in virtual time.</param>
    public static StudySpec Spec(ulong seed, TimeSpan time, TrainingSpec training) => new()
    {
        Name = "compression",
        Model = "compression",
        Data = new DataSpec { Train = "compression", Test = "compression" },
        Constraints = ImmutableSortedDictionary<Metric, double>.Empty.Add(Metric.AccuracyDrop, CompressionModel.AllowedLoss),
        Budget = new Budget { Trials = 10_000, Time = time },
        Training = training,
        Seed = seed,
    };

    /// <summary>What a study of <paramref name="spec"/> takes from an earlier one.</summary>
    public static PriorKnowledge After(StudyHistory earlier, StudySpec spec)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        return new(null) { Earlier = WarmStart.Of(spec, Space, CompressionAnalysis.Analysis, [new("earlier", CompressionAnalysis.Analysis, earlier.Trials, Measures: true)]) };
    }

    /// <summary>Runs <paramref name="spec"/> to its final measurement.</summary>
    /// <param name="knowledge">Of before the first trial; null for none.</param>
    /// <returns>The final history, its decisions, and how the front grew with the training.</returns>
    public static (StudyHistory History, ImmutableArray<DecisionRecord> Log, ImmutableArray<StudyProgress> Progress) Run(
        StudySpec spec, int slots, PriorKnowledge? knowledge = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentOutOfRangeException.ThrowIfLessThan(slots, 1);
        var study = new SimulatedStudy(spec, slots, knowledge);
        var log = study.Decide();
        return (study._history, log, study._progress.ToImmutable());
    }

    /// <summary>The decisions of <paramref name="log"/> that do not come out again.</summary>
    public static ImmutableArray<ReplayMismatch> Verify(StudyHistory history, IEnumerable<DecisionRecord> log, PriorKnowledge? knowledge = null)
    {
        ArgumentNullException.ThrowIfNull(history);
        return Replay.Verify(history.Spec, Space, CompressionAnalysis.Analysis, knowledge, history.Trials, log);
    }

    private ImmutableArray<DecisionRecord> Decide()
    {
        var log = ImmutableArray.CreateBuilder<DecisionRecord>();
        while (true)
        {
            var free = _slots - _history.Trials.Count(trial => trial.IsRunning);
            var decision = StudyPolicy.Decide(Space, CompressionAnalysis.Analysis, _knowledge, _history, new(_now), free, _slots);
            log.Add(DecisionRecord.Of(log.Count, _history, new(_now), free, _slots, decision));
            switch (decision)
            {
                case Decision.Propose propose:
                    propose.Trials.ToList().ForEach(Start);
                    break;
                case Decision.Stop stop:
                    stop.Trials.ToList().ForEach(number => Finish(number, new TrialResult.Stopped(stop.Reason)));
                    break;
                case Decision.Wait wait:
                    Advance(wait.UntilActiveSeconds ?? double.PositiveInfinity);
                    break;
                default:
                    return log.ToImmutable();
            }
        }
    }

    private void Start(Proposal proposal)
    {
        var trial = new Trial(_history.Trials.Length + 1, proposal.Candidate, proposal.Fidelity, proposal.Origin, proposal.ContinuesFrom);
        _history = _history with { Trials = _history.Trials.Add(trial) };
        var total = Images(trial);
        var values = _problem.Evaluate(trial.Candidate, total, _history.Spec.Seed);
        if (values.Failure is { } cause)
        {
            _ends.Enqueue((trial.Number, new TrialResult.Failed(cause, "The problem says so.")), (_now + Overhead, trial.Number));
            return;
        }

        var (trained, saved) = _steps.Take(_history, trial);
        var seconds = (trained + (QuantizationAwareCost - 1) * Math.Min(trained, trial.Fidelity.QuantizationAwareImages)) / Rate(trial);
        (_images, _saved) = (_images + trained, _saved + saved);
        _ends.Enqueue((trial.Number, Completed(values, new(Overhead + seconds, seconds, trained, saved))), (_now + Overhead + seconds, trial.Number));
    }

    private void Advance(double until)
    {
        if (!_ends.TryPeek(out var next, out var end) || end.Item1 > until)
        {
            _now = Math.Max(_now, until);
            return;
        }

        _ends.Dequeue();
        _now = Math.Max(_now, end.Item1);
        Finish(next.Number, next.Result);
    }

    private void Finish(int number, TrialResult result)
    {
        var trial = _history.Trials[number - 1];
        if (!trial.IsRunning)
        {
            return; // it was stopped
        }

        _history = _history with { Trials = _history.Trials.SetItem(number - 1, trial with { Result = result, FinishedSeq = number }) };
        if (result is TrialResult.Completed)
        {
            var (seen, exact) = (_problem.Evaluate(trial.Candidate, Images(trial), _history.Spec.Seed), _problem.Evaluate(trial.Candidate, Images(trial), 0));
            _points.Add(new(seen.Costs, seen.Violation, exact));
            _progress.Add(new(number, _images, _saved, BenchmarkScore.Hypervolume(_problem.Reference, _points)));
        }
    }

    private static TrialResult.Completed Completed(BenchmarkValues values, TrialCost cost)
    {
        var (accuracy, doubt) = (-values.Costs[0], Interval * AccuracyNoise);
        var drop = CompressionModel.OriginalAccuracy - accuracy;
        return new(
            new Dictionary<Metric, Measurement>
            {
                [Metric.Accuracy] = Measurement.Measured(accuracy, accuracy - doubt, accuracy + doubt),
                [Metric.AccuracyDrop] = Measurement.Measured(drop, drop - doubt, drop + doubt),
                [Metric.Latency] = Measurement.Measured(Math.Exp(values.Costs[1]), Math.Exp(values.Costs[1] - 0.02), Math.Exp(values.Costs[1] + 0.02)),
                [Metric.Size] = Measurement.Exact(Math.Exp(values.Costs[2])),
            }.ToImmutableSortedDictionary(),
            "compression", cost);
    }

    private double Images(Trial trial) =>
        Math.Min(CompressionModel.FullImages, Lineage.Images(_history, trial) + (double)trial.Fidelity.QuantizationAwareImages);

    /// <summary>The learning rates that the planner offers: of higher ones most fail.</summary>
    private static SearchSpace UsualRates(SearchSpace space) =>
        new([.. space.Genes.Select(gene => gene is NumberGene { Name: GeneNames.LearningRate } rates ? rates with { High = 0.1 } : gene)]);

    private static double Rate(Trial trial) => Throughput / (FixedShare + (1 - FixedShare) * CompressionSpace.NetworkOf(trial.Candidate).Work);
}

using System.Collections.Immutable;
using AutoCompress.Search.Planning;
using AutoCompress.Search.Policy;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Tests.Policy;

/// <summary>
/// Drives <see cref="StudyPolicy"/> from the first decision to the final one in virtual time: cores train one trial each, and all trials
/// share one measuring slot.
/// </summary>
internal sealed class StudySimulation
{
    private const double Preparing = 1.5;
    private const double Measuring = 4;
    private readonly SyntheticEvaluator _evaluator = new(Fixtures.Analysis);
    private readonly PriorityQueue<int, (double, int)> _ends = new();
    private readonly Dictionary<int, TrialResult> _results = [];
    private readonly double[] _cores;
    private double _measuringFree;
    private double _now;

    /// <param name="inherited">Trials of an earlier study.</param>
    public StudySimulation(StudySpec spec, int cores = 2, ImmutableArray<Trial> inherited = default)
    {
        (Spec, _cores, History) = (spec, new double[cores], new(spec, inherited.IsDefault ? [] : inherited));
        Space = SpacePlanner.Plan(Fixtures.Analysis, spec);
    }

    public StudySpec Spec { get; }

    public SearchSpace Space { get; }

    public StudyHistory History { get; private set; }

    public List<DecisionRecord> Log { get; } = [];

    public Decision? Last { get; private set; }

    public double RefinementBegan { get; private set; } = double.NaN;

    public double Ended { get; private set; }

    /// <summary>What is known before the first trial.</summary>
    public PriorKnowledge? Knowledge { get; init; }

    /// <summary>Trials in flight for each core.</summary>
    public int InFlight { get; init; } = 1;

    /// <summary>Seconds before the first decision: analysis, sensitivity, teacher.</summary>
    public double Planning { get; init; } = 25;

    /// <summary>Makes a trial fail, by its number.</summary>
    public Func<int, TrialResult?> Mishap { get; init; } = _ => null;

    /// <summary>How many times slower than the demo's network everything trains.</summary>
    public double Slowness { get; init; } = 1;

    public StudySimulation Run()
    {
        _now = Planning;
        Array.Fill(_cores, _now);
        _measuringFree = _now;
        for (var turn = 0; turn < 10_000; turn++)
        {
            var free = InFlight * _cores.Length - History.Trials.Count(trial => trial.IsRunning);
            Last = StudyPolicy.Decide(Space, Fixtures.Analysis, Knowledge, History, new(_now), free, _cores.Length);
            Log.Add(DecisionRecord.Of(turn, History, new(_now), free, _cores.Length, Last));
            switch (Last)
            {
                case Decision.Propose propose:
                    Start(propose);
                    break;
                case Decision.Stop stop:
                    Stop(stop);
                    break;
                case Decision.Wait wait:
                    Assert.True(_ends.Count > 0 || wait.UntilActiveSeconds > _now, $"It hangs at {_now}: {wait.Reason}");
                    Advance(wait.UntilActiveSeconds ?? double.PositiveInfinity);
                    break;
                default:
                    Ended = _now + (Last is Decision.Finalise final ? 5 + 3 * final.Trials.Length : 0);
                    return this;
            }
        }

        throw new InvalidOperationException("The study does not end.");
    }

    private void Start(Decision.Propose propose)
    {
        Assert.NotEmpty(propose.Trials);
        foreach (var proposal in propose.Trials)
        {
            var number = History.Trials.Length + 1;
            if (propose.Phase == StudyState.Refining && double.IsNaN(RefinementBegan))
            {
                RefinementBegan = _now;
            }

            var trial = new Trial(number, proposal.Candidate, proposal.Fidelity, proposal.Origin, proposal.ContinuesFrom);
            History = History with { Trials = History.Trials.Add(trial) };
            var core = Array.IndexOf(_cores, _cores.Min());
            var training = TrainingSeconds(trial);
            var trained = Math.Max(_now, _cores[core]) + Preparing + training;
            _measuringFree = _cores[core] = Math.Max(trained, _measuringFree) + Measuring;
            _ends.Enqueue(number, (_cores[core], number));
            _results[number] = Mishap(number) ?? _evaluator.Evaluate(
                trial.Candidate, Images(trial), trial.Fidelity.QuantizationAwareImages,
                new(Preparing + training + Measuring, training, trial.Fidelity.Images + trial.Fidelity.QuantizationAwareImages));
        }
    }

    private void Stop(Decision.Stop stop)
    {
        Assert.NotEmpty(stop.Trials);
        foreach (var number in stop.Trials)
        {
            var trial = History.Trials[number - 1];
            Assert.True(trial.IsRunning);
            History = History with
            {
                Trials = History.Trials.SetItem(number - 1, trial with { Result = new TrialResult.Stopped(stop.Reason), FinishedSeq = Log.Count }),
            };
        }
    }

    private void Advance(double until)
    {
        if (!_ends.TryPeek(out var number, out var end) || end.Item1 > until)
        {
            _now = Math.Max(_now, until);
            return;
        }

        _ends.Dequeue();
        _now = Math.Max(_now, end.Item1);
        var trial = History.Trials[number - 1];
        if (!trial.IsRunning)
        {
            return; // it was stopped
        }

        History = History with
        {
            Trials = History.Trials.SetItem(number - 1, trial with { Result = _results[number], FinishedSeq = Log.Count }),
        };
    }

    private double TrainingSeconds(Trial trial)
    {
        var rate = _evaluator.Throughput(trial.Candidate) / Slowness;
        var planned = (trial.Fidelity.Images + 1.45 * trial.Fidelity.QuantizationAwareImages) / rate;
        return Math.Min(planned, trial.Fidelity.Seconds ?? double.PositiveInfinity);
    }

    private double Images(Trial trial) => trial.Fidelity.Images + trial.Fidelity.QuantizationAwareImages
        + (trial.ContinuesFrom is { } number ? History.Trials[number - 1].Fidelity.Images : 0);
}

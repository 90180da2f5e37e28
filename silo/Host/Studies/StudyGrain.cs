using System.Collections.Immutable;
using System.Text.Json;
using AutoCompress.Host.Store;
using AutoCompress.Host.Trials;
using AutoCompress.Search.Planning;
using AutoCompress.Search.Policy;
using AutoCompress.Search.Pareto;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;
using Microsoft.Extensions.Logging;

namespace AutoCompress.Host.Studies;

/// <summary>The durable controller of one study while it is activated here. Its state is the store's: each turn reads the rows and writes them.</summary>
/// <remarks>
/// The life of a study:
/// <list type="number">
/// <item>planning: the model is analysed, its sensitivity and the latency of its cuts are measured, and the space follows from the first;</item>
/// <item>exploring and refining: results are recorded, and the policy decides whenever a slot is free;</item>
/// <item>finalising: the front is measured again, and the report of it completes the study.</item>
/// </list>
/// </remarks>
internal sealed partial class StudyGrain(
    IClusterStore store, ITrialPipeline pipeline, StudyLease lease, ILogger<StudyGrain> logger)
{
    /// <summary>Trials in flight for each core: enough to keep cores busy while others wait for the measuring slot.</summary>
    private const int TrialsForEachCore = 2;

    /// <summary>What a final measurement gets even where the study was interrupted in the middle of it.</summary>
    private const double FinalSecondsAtLeast = 5;

    private readonly TrialGrain _trials = new(store.Grains, pipeline, lease);

    /// <summary>The study as it was read last: what ended does not change any more, so only the rest is read again.</summary>
    private StudyRecord? _known;

    /// <summary>What the policy said last, if that was to wait: it need not be asked again before something changes.</summary>
    private (long Seq, int Free, double Until) _waiting = (-1, 0, 0);

    public string Study => lease.Study;

    /// <summary>The sequence number up to which the study was read last; null before that.</summary>
    public long? Seq => _known?.Seq;

    /// <summary>Runs turns until the study waits for a step, or for good.</summary>
    /// <returns>False when the activation is over.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if ((_known = await store.Grains.ReadAsync(lease, _known, cancellationToken).ConfigureAwait(false)) is not { } study)
            {
                return false;
            }

            switch (await TurnAsync(study, cancellationToken).ConfigureAwait(false))
            {
                case TurnProgress.Parked: return true;
                case TurnProgress.Lost:
                    LogRefused(study.Id);
                    return false;
                default: continue;
            }
        }
    }

    /// <summary>Gives the study up, so that another silo may take it at once.</summary>
    public Task ReleaseAsync() => store.Grains.ReleaseAsync(lease, CancellationToken.None);

    private async Task<TurnProgress> TurnAsync(StudyRecord study, CancellationToken cancellationToken)
    {
        try
        {
            return study switch
            {
                { Failure: { } failure, State: StudyState.Finalising } => await PauseAsync(study, failure, cancellationToken).ConfigureAwait(false),
                { Failure: { } failure } => await FailAsync(study, $"The step '{failure.Stage}' failed: {failure.Message}", cancellationToken).ConfigureAwait(false),
                { State: StudyState.Planning } => await PlanAsync(study, cancellationToken).ConfigureAwait(false),
                { State: StudyState.Finalising } => await FinaliseAsync(study, cancellationToken).ConfigureAwait(false),
                _ => await SearchAsync(study, cancellationToken).ConfigureAwait(false),
            };
        }
        catch (StepFailureException problem)
        {
            return await FailAsync(study, problem.Message, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is not (OperationCanceledException or IOException))
        {
            LogBug(study.Id, problem);
            return await FailAsync(study, $"A bug of AutoCompress ({problem.GetType().Name}: {problem.Message})", cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<TurnProgress> PlanAsync(StudyRecord study, CancellationToken cancellationToken)
    {
        var analysed = await AdvanceAsync(pipeline.Analyse(study.Spec, study.Inputs), cancellationToken).ConfigureAwait(false);
        if (analysed.Output is not { } output)
        {
            return analysed.Otherwise;
        }

        var analysis = Values<ModelAnalysis>(output);
        var sensed = await AdvanceAsync(pipeline.Sense(study.Spec, study.Inputs, analysis), cancellationToken).ConfigureAwait(false);
        if (sensed.Output is not { } table)
        {
            return sensed.Otherwise;
        }

        if (await new Continuation(store.Studies).NextAsync(study, cancellationToken).ConfigureAwait(false) is { } inherited)
        {
            return await CommitAsync(study, inherited, cancellationToken).ConfigureAwait(false);
        }

        var plan = new StudyPlan(analysis, Values<SensitivityTable>(table), SpacePlanner.Plan(analysis, study.Spec));
        if (LatencySurvey.Of(plan.Space, analysis, study.Spec) is { } survey)
        {
            var timed = await AdvanceAsync(pipeline.Time(study.Spec, study.Inputs, survey.Cuts, survey.Seconds), cancellationToken).ConfigureAwait(false);
            if (timed.Output is not { } latencies)
            {
                return timed.Otherwise;
            }

            plan = plan with { Latency = LatencyModel.Checked(analysis, Values<LatencyTable>(latencies)) };
            LogTimed(study.Id, plan.Latency.Cuts.Length, survey.Cuts.Length, plan.Latency.Error, LatencyModel.Of(analysis, plan.Latency) is null ? "not used" : plan.Latency.ByMacs ? "used; MACs say as much" : "used");
        }

        if (!study.Spec.WarmStart.IsEmpty)
        {
            plan = plan with { Earlier = await new WarmStarting(store.Studies).GatherAsync(study, plan.Space, analysis, cancellationToken).ConfigureAwait(false) };
            LogWarm(study.Id, plan.Earlier.Count(earlier => earlier.IsSeed), plan.Earlier.Count(earlier => earlier.Values is not null), plan.Earlier.Select(earlier => earlier.Study).Distinct().Count());
        }

        LogPlanned(study.Id, plan.Space.Genes.Length);
        return await CommitAsync(study, new StudyTurn { Plan = plan, State = StudyState.Exploring }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Records what has ended and decides on it, both in one turn.</summary>
    private async Task<TurnProgress> SearchAsync(StudyRecord study, CancellationToken cancellationToken)
    {
        var finished = await _trials.TurnAsync(study, cancellationToken).ConfigureAwait(false);
        foreach (var (number, result) in finished)
        {
            LogFinished(study.Id, number, result.GetType().Name);
        }

        var turn = Decide(study.After(finished));
        return turn is null && finished.IsEmpty
            ? TurnProgress.Parked
            : await CommitAsync(study, (turn ?? new StudyTurn()).Behind(finished), cancellationToken).ConfigureAwait(false);
    }

    /// <returns>Null to wait.</returns>
    private StudyTurn? Decide(StudyRecord study)
    {
        var running = study.Trials.Where(trial => trial.IsRunning).ToList();
        var load = study.Load;
        var free = Math.Max(0, Math.Min(load.Free, TrialsForEachCore * load.Share - running.Count));
        var clock = new StudyClock(study.ActiveTime.TotalSeconds);
        if (load.Cores == 0 || (_waiting.Seq == study.Seq && _waiting.Free == free && clock.ActiveSeconds < _waiting.Until))
        {
            return null;
        }

        var plan = study.Plan!;
        var decision = StudyPolicy.Decide(plan.Space, plan.Analysis, plan.Knowledge, study.History, clock, free, load.Share);
        if (decision is Decision.Wait wait)
        {
            _waiting = (study.Seq, free, wait.UntilActiveSeconds ?? double.PositiveInfinity);
            return null;
        }

        LogDecided(study.Id, decision.Reason);
        return TurnOf(decision, study, running) with
        {
            Decision = Json.Write(DecisionRecord.Of(study.Seq, study.History, clock, free, load.Share, decision)),
        };
    }

    private StudyTurn TurnOf(Decision decision, StudyRecord study, IEnumerable<Trial> running) => decision switch
    {
        Decision.Propose propose => Propose(study, propose),
        Decision.Stop stop => new StudyTurn { Finished = [.. stop.Trials.Select(number => (number, (TrialResult)new TrialResult.Stopped(stop.Reason)))] },
        Decision.Finalise finalise => new StudyTurn
        {
            State = StudyState.Finalising,
            Finished = [.. running.Select(trial => (trial.Number, (TrialResult)new TrialResult.Stopped(finalise.Reason)))],
        },
        Decision.Fail fail => new StudyTurn { State = StudyState.Failed, Message = fail.Reason },
        _ => throw new InvalidOperationException($"The policy decided {decision}."),
    };

    private StudyTurn Propose(StudyRecord study, Decision.Propose decision)
    {
        var trials = decision.Trials.Select((proposal, i) => new Trial(
            study.Trials.Length + 1 + i, proposal.Candidate, proposal.Fidelity, proposal.Origin, proposal.ContinuesFrom)).ToImmutableArray();
        return new StudyTurn
        {
            State = decision.Phase,
            Proposed = trials,
            Wishes = _trials.Wishes(study with { Trials = study.Trials.AddRange(trials) }, trials),
        };
    }

    private async Task<TurnProgress> FinaliseAsync(StudyRecord study, CancellationToken cancellationToken)
    {
        var record = Json.Read<DecisionRecord>(study.LastDecision!);
        var decision = (Decision.Finalise)record.Decision;
        var front = decision.Trials.Select(number => study.Trials[number - 1]).ToImmutableArray();
        var spent = study.ActiveTime.TotalSeconds - record.Clock.ActiveSeconds;
        var stage = pipeline.Finalise(study.Spec, study.Inputs, front) with { Seconds = Math.Max(FinalSecondsAtLeast, decision.Seconds - spent) };
        var measured = await AdvanceAsync(stage, cancellationToken).ConfigureAwait(false);
        if (measured.Output is not { } output)
        {
            return measured.Otherwise;
        }

        var report = Values<FrontReport>(output);
        var turn = new StudyTurn { Front = FinalFront.Of(study.Spec, report.Original, report.Points), State = StudyState.Completed };
        return await CommitAsync(study, turn, cancellationToken).ConfigureAwait(false);
    }

    private static T Values<T>(StageOutput output)
    {
        try
        {
            return Json.Read<T>(output.Values);
        }
        catch (JsonException problem)
        {
            throw new StepFailureException(FailureCause.Internal, $"A stage's values are no {typeof(T).Name}: {problem.Message}", problem);
        }
    }

    private async Task<(StageOutput? Output, TurnProgress Otherwise)> AdvanceAsync(Stage stage, CancellationToken cancellationToken) =>
        (await store.Grains.AdvanceAsync(lease, [new(null, [stage])], cancellationToken).ConfigureAwait(false))[0] switch
        {
            StageAdvance.Done done => (done.Outputs[0], TurnProgress.Again),
            StageAdvance.Waiting => (null, TurnProgress.Parked),
            _ => (null, TurnProgress.Lost),
        };

    private Task<TurnProgress> FailAsync(StudyRecord study, string message, CancellationToken cancellationToken)
    {
        LogFailed(study.Id, message);
        return CommitAsync(study, new StudyTurn { State = StudyState.Failed, Message = message }, cancellationToken);
    }

    /// <summary>The trials are worth too much to lose them to a final measurement that went wrong.</summary>
    private Task<TurnProgress> PauseAsync(StudyRecord study, StepFailure failure, CancellationToken cancellationToken)
    {
        var message = $"The final measurement failed: {failure.Message} Resume the study to try it again; its trials are kept.";
        LogFailed(study.Id, message);
        return CommitAsync(study, new StudyTurn { State = StudyState.Paused, Message = message }, cancellationToken);
    }

    private async Task<TurnProgress> CommitAsync(StudyRecord study, StudyTurn turn, CancellationToken cancellationToken) =>
        await store.Grains.CommitAsync(lease, study.Seq, turn, cancellationToken).ConfigureAwait(false) == TurnOutcome.Lost
            ? TurnProgress.Lost
            : TurnProgress.Again;
}

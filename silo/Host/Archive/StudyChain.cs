using System.Collections.Immutable;
using System.Text.Json;
using AutoCompress.Host.Store;
using AutoCompress.Host.Studies;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Host.Archive;

/// <summary>Puts a study together from its segments, and checks that each follows from the one before and that all of it is a possible history.</summary>
internal sealed class StudyChain(string study)
{
    private readonly ImmutableArray<StudyEvent>.Builder _events = ImmutableArray.CreateBuilder<StudyEvent>();
    private readonly ImmutableArray<LoggedDecision>.Builder _decisions = ImmutableArray.CreateBuilder<LoggedDecision>();
    private readonly Dictionary<string, KeptStep> _steps = new(StringComparer.Ordinal);
    private readonly List<Trial> _trials = [];
    private StudyOrigin? _origin;
    private StudyPlan? _plan;
    private FrontReport? _front;
    private TimeSpan _active;

    /// <summary>The end of what was added.</summary>
    public ArchiveHead Head { get; private set; } = ArchiveHead.None;

    /// <exception cref="ArchiveException">It does not follow from what was added before.</exception>
    public void Add(Segment segment)
    {
        var part = segment.Part;
        Require(segment.First == Head.Seq + 1, $"the events from {Head.Seq + 1} to {segment.First - 1} are missing");
        Require(segment.Previous == Head.Sha256, $"the segment from event {segment.First} on does not follow from the one before it");
        Require(part.Origin.Id == study, $"it is of {part.Origin.Id}");
        Require(_origin is null || Json.Write(_origin) == Json.Write(part.Origin), "its segments are of different studies");
        _origin = part.Origin;
        foreach (var happened in part.Events)
        {
            Add(happened);
        }

        foreach (var decision in part.Decisions)
        {
            Require(decision.Seq >= segment.First && decision.Seq <= segment.Head.Seq && (_decisions.Count == 0 || decision.Seq > _decisions[^1].Seq), $"the decision at {decision.Seq} is out of place");
            Require(IsJson(decision.Record), $"the decision at {decision.Seq} is no JSON");
            _decisions.Add(decision);
        }

        foreach (var step in part.Steps)
        {
            Require(step.Trial >= 0 && step.Trial <= _trials.Count && double.IsFinite(step.Seconds), $"the step '{step.Name}' belongs to no trial");
            _steps[step.Key] = step;
        }

        (_plan, _front) = (part.Plan ?? _plan, part.Front ?? _front);
        Require(part.ActiveTime >= TimeSpan.Zero, "it was worked on for less than no time");
        _active = part.ActiveTime;
        Head = segment.Head;
    }

    /// <exception cref="ArchiveException">Something is missing.</exception>
    public StudyRows Build()
    {
        Require(_origin is not null, "it has no segment");
        var (events, searched) = (_events.ToImmutable(), _events.Any(happened => IsSearched(happened.State)));
        Require(_plan is not null || !searched, "its plan is missing");
        Require(_front is not null || events[^1].State != StudyState.Completed, "its front is missing");
        return new StudyRows(_origin!, _plan, _front, _active, events, _decisions.ToImmutable(), [.. _steps.Values]);
    }

    private static bool IsSearched(StudyState state) =>
        state is StudyState.Exploring or StudyState.Refining or StudyState.Finalising or StudyState.Completed;

    private static bool IsJson(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void Add(StudyEvent happened)
    {
        var seq = _events.Count + 1;
        Require(happened.Seq == seq && happened.Study == study, $"event {seq} is missing or another study's");
        Require(_events.Count > 0 ? !_events[^1].State.IsFinal() : IsFirst(happened), $"event {seq} cannot follow");
        Require((happened.Trial is null) == (happened.Kind == StudyEventKind.StateChanged), $"event {seq} is about nothing");
        switch (happened)
        {
            case { Kind: StudyEventKind.TrialProposed, Trial: { } trial }:
                Require(trial.Number == _trials.Count + 1 && trial is { Result: null, FinishedSeq: null }, $"event {seq} proposes trial {trial.Number} out of turn");
                _trials.Add(trial);
                break;
            case { Kind: StudyEventKind.TrialFinished, Trial: { } trial }:
                var proposed = trial.Number >= 1 && trial.Number <= _trials.Count ? _trials[trial.Number - 1] : null;
                Require(
                    proposed is { IsRunning: true } && trial.Result is not null && trial.FinishedSeq == seq && trial with { Result = null, FinishedSeq = null } == proposed,
                    $"event {seq} ends trial {trial.Number}, which did not run");
                _trials[trial.Number - 1] = trial;
                break;
        }

        _events.Add(happened);
    }

    private static bool IsFirst(StudyEvent happened) => happened is { Kind: StudyEventKind.StateChanged, State: StudyState.Planning };

    private void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new ArchiveException(ArchiveFault.Damaged, $"The archive of {study} is damaged: {otherwise}.");
        }
    }
}

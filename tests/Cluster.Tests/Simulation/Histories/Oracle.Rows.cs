using AutoCompress.Cluster.Tests.Simulation.Memory;
using AutoCompress.Host.Studies;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Simulation.Histories;

internal sealed partial class Oracle
{
    private readonly Dictionary<string, Remembered> _studies = new(StringComparer.Ordinal);
    private readonly HashSet<(string Study, int Trial)> _waiting = [];

    /// <summary>What holds between any two transactions.</summary>
    private void CheckRows(string name)
    {
        _waiting.Clear();
        foreach (var step in tables.Work.Values)
        {
            Check(step.Owner is not null || step.Waiters.Count > 0, 11, $"After '{name}' the step {step.Key} is queued for nobody.");
            Check(!tables.Results.ContainsKey(step.Key), 3, $"After '{name}' the step {step.Key} is to run though its result is there.");
            _waiting.UnionWith(step.Waiters);
        }

        foreach (var study in tables.Studies)
        {
            if (!_studies.TryGetValue(study.Id, out var before))
            {
                _studies[study.Id] = before = new Remembered();
            }

            CheckEvents(study, before);
            CheckTrials(study, before);
            CheckTime(study, before);
        }
    }

    /// <summary>Invariant 4: each change is one number and one event, in order and for good.</summary>
    private void CheckEvents(MemoryStudy study, Remembered before)
    {
        Check(study.Seq == study.Events.Count, 4, $"{study.Id} is at {study.Seq} and has {study.Events.Count} events.");
        foreach (var happened in study.Events.Skip(before.Events))
        {
            Check(happened.Seq == ++before.Events, 4, $"Event {happened.Seq} of {study.Id} comes as number {before.Events}.");
            Check(!before.State.IsFinal() || before.Events == 1, 4, $"{study.Id} is {before.State} and changes: {happened.Kind} {happened.State}.");
            if (happened.Kind == StudyEventKind.StateChanged)
            {
                before.State = happened.State;
            }

            Check(happened.State == before.State, 4, $"Event {happened.Seq} of {study.Id} says {happened.State} where it is {before.State}.");
            if (happened.Kind == StudyEventKind.TrialFinished)
            {
                Check(happened.Trial!.FinishedSeq == happened.Seq, 4, $"Trial {happened.Trial.Number} of {study.Id} finished at {happened.Trial.FinishedSeq}, its event says {happened.Seq}.");
                Check(before.Finished.TryAdd(happened.Trial.Number, happened.Trial), 5, $"Trial {happened.Trial.Number} of {study.Id} finished twice.");
            }
        }

        Check(study.State == before.State, 4, $"{study.Id} is {study.State}, its events say {before.State}.");
    }

    /// <summary>Invariants 5 and 11: what has ended stays as it is, and what has not ended has something ahead of it.</summary>
    private void CheckTrials(MemoryStudy study, Remembered before)
    {
        for (var i = 0; i < study.Trials.Count; i++)
        {
            var row = study.Trials[i];
            Check(row.Trial.Number == i + 1, 5, $"Trial {row.Trial.Number} of {study.Id} stands as number {i + 1}.");
            if (row.Trial.IsRunning)
            {
                Check(!study.State.IsFinal(), 5, $"{study.Id} is {study.State} and its trial {row.Trial.Number} has no result.");
                Check(row.Due || _waiting.Contains((study.Id, row.Trial.Number)), 11, $"Trial {row.Trial.Number} of {study.Id} is lost: it has no turn to take and waits for nothing.");
            }
            else
            {
                Check(ReferenceEquals(row.Trial, before.Finished.GetValueOrDefault(row.Trial.Number)), 5, $"Trial {row.Trial.Number} of {study.Id} has another result than its event.");
            }
        }

        Check(!study.State.IsFinal() || _waiting.All(waiter => waiter.Study != study.Id), 11, $"{study.Id} is {study.State} and waits for a step.");
    }

    /// <summary>Invariant 10: active time grows by no more than time.</summary>
    private void CheckTime(MemoryStudy study, Remembered before)
    {
        var (now, spent) = (tables.Now, study.Spent(tables.Now));
        Check((spent - before.Spent).TotalMilliseconds <= now - before.At || before.At == 0, 10, $"{study.Id} spent {spent - before.Spent} in {now - before.At} ms.");
        (before.At, before.Spent) = (now, spent);
    }

    private sealed class Remembered
    {
        public int Events { get; set; }

        public StudyState State { get; set; }

        public Dictionary<int, Trial> Finished { get; } = [];

        public long At { get; set; }

        public TimeSpan Spent { get; set; }
    }
}

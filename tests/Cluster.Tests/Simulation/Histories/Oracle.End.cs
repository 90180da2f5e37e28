using System.Collections.Immutable;
using AutoCompress.Cluster.Tests.Simulation.Memory;
using AutoCompress.Host.Studies;
using AutoCompress.Search.Policy;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Simulation.Histories;

internal sealed partial class Oracle
{
    private readonly Dictionary<string, List<StudyEvent>> _watched = new(StringComparer.Ordinal);

    /// <param name="seen">What a watcher has seen and will see.</param>
    public void Watched(string study, List<StudyEvent> seen) => _watched[study] = seen;

    /// <summary>What holds when all studies are over and all silos have left.</summary>
    public void End()
    {
        Check(tables.Work.Count == 0, 11, "All studies are over, and there is work.");
        Check(_owners.Count == 0, 2, "All silos have left, and one has a step.");
        Check(tables.Studies.TrueForAll(study => study.Owner is null), 15, "All silos have left, and one has a study.");
        foreach (var (life, at) in _left)
        {
            // A life of the same name may have died with its joining under way: that arrives when it does.
            Check(
                !tables.Silos.TryGetValue(life.Name, out var row) || (_namesakes[life.Name] > 1 && row.StartedAt > at), 15, $"{life.Name} has left and is listed.");
        }

        foreach (var study in tables.Studies)
        {
            Counts.Studies++;
            CheckWatched(study);
            CheckDecisions(study);
            CheckFront(study);
        }
    }

    private void CheckWatched(MemoryStudy study)
    {
        var seen = _watched.GetValueOrDefault(study.Id) ?? [];
        Check(seen.Zip(study.Events).All(pair => ReferenceEquals(pair.First, pair.Second)), 4, $"A watcher of {study.Id} saw what is not in its events.");
    }

    /// <summary>Invariant 16: every decision replays, and none was made after the time was spent.</summary>
    private void CheckDecisions(MemoryStudy study)
    {
        if (study.Plan is not { } plan)
        {
            return;
        }

        var records = study.Decisions.Select(decision => Json.Read<DecisionRecord>(decision.Record)).ToList();
        foreach (var wrong in Replay.Verify(study.Spec, plan.Analysis, plan.Knowledge, study.AllTrials, records))
        {
            Violate($"[16] The decision at {wrong.Seq} of {study.Id} was {wrong.Recorded} and is {wrong.Recomputed}.");
        }

        // The original and its int8 form run whatever the budget; they train nothing.
        foreach (var record in records.Where(record => record.Decision is Decision.Propose propose && propose.Trials.Any(trial => trial.Fidelity.Images > 0)))
        {
            Check(record.Clock.ActiveSeconds < study.Spec.Budget.Time.TotalSeconds, 10, $"{study.Id} proposed after {record.Clock.ActiveSeconds} s, with a budget of {study.Spec.Budget.Time}.");
        }
    }

    private void CheckFront(MemoryStudy study)
    {
        Check(study.State == StudyState.Completed == study.Front is not null, 5, $"{study.Id} is {study.State} and has {(study.Front is null ? "no" : "a")} front.");
        foreach (var point in study.Front?.Points ?? [])
        {
            Check(study.Trials[point.Trial - 1].Trial.Result is TrialResult.Completed, 5, $"Trial {point.Trial} of {study.Id} is in the front and was not measured.");
        }
    }
}

using System.Collections.Immutable;
using AutoCompress.Host.Store;
using AutoCompress.Host.Store.Rows;
using AutoCompress.Host.Studies;
using AutoCompress.Search.Policy;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Chaos;

/// <summary>A study's history: every trial ended once, was told of once, and all decisions follow from it.</summary>
internal static class HistoryCheck
{
    public static async Task RunAsync(ChaosDatabase database, string study, ChaosPlan plan, ImmutableArray<Watcher> watchers, Verdict verdict)
    {
        var row = (await database.QueryAsync<StudyRow>("SELECT * FROM autocompress.study WHERE id = @study", new { study }))[0];
        var trials = (await database.QueryAsync<TrialRow>("SELECT * FROM autocompress.trial WHERE study = @study ORDER BY number", new { study })).Select(trial => trial.ToTrial()).ToImmutableArray();
        var events = (await database.QueryAsync<EventRow>("SELECT * FROM autocompress.event WHERE study = @study ORDER BY seq", new { study })).Select(one => one.ToEvent()).ToImmutableArray();
        verdict.Trials = trials.Length;
        if (row.StateValue != StudyState.Completed)
        {
            verdict.Violation($"The study is {KebabCase.Of(row.StateValue)} ({row.Message}) and not completed.");
        }

        if (trials.Length != plan.Trials)
        {
            verdict.Violation($"The study has {trials.Length} trials and not {plan.Trials}.");
        }

        await CheckTrialsAsync(database, study, trials, events, verdict);
        CheckOrder(row, events, verdict);
        CheckWatchers(events, watchers, verdict);
        await CheckTurnsAsync(database, study, verdict);
        await CheckDecisionsAsync(database, study, row, trials, verdict);
    }

    private static async Task CheckTrialsAsync(
        ChaosDatabase database, string study, ImmutableArray<Trial> trials, ImmutableArray<StudyEvent> events, Verdict verdict)
    {
        var ends = (await database.QueryAsync<(int Number, string Happened, string Result)>(
            "SELECT number, happened, result FROM audit.trial WHERE study = @study ORDER BY id", new { study })).ToLookup(end => end.Number);
        var told = events.Where(one => one.Kind == StudyEventKind.TrialFinished).ToLookup(one => one.Trial!.Number);
        foreach (var trial in trials)
        {
            var number = trial.Number;
            if (trial.Result is not { } result || !ends[number].Any() || !told[number].Any())
            {
                verdict.LostTrial($"Trial {number} has {(trial.Result is null ? "no" : "a")} result, {ends[number].Count()} ends and {told[number].Count()} events.");
                continue;
            }

            if (ends[number].Count() > 1 || told[number].Count() > 1 || ends[number].Single().Happened != "finished")
            {
                verdict.DoubledResult($"Trial {number} {string.Join(", ", ends[number].Select(end => end.Happened))}, with {told[number].Count()} events.");
            }
            else if (Json.Write(told[number].Single().Trial!.Result) != Json.Write(result) || Json.Write(Json.Read<TrialResult>(ends[number].Single().Result)) != Json.Write(result))
            {
                verdict.DoubledResult($"Trial {number} has another result than it ended with.");
            }

            if (result is TrialResult.Failed failed)
            {
                verdict.Violation($"Trial {number} failed ({KebabCase.Of(failed.Cause)}), as if that were its fault: {failed.Message}");
            }
        }
    }

    private static void CheckOrder(StudyRow row, ImmutableArray<StudyEvent> events, Verdict verdict)
    {
        if (!events.Select(one => one.Seq).SequenceEqual(Enumerable.Range(1, events.Length).Select(seq => (long)seq)) || row.Seq != events.Length)
        {
            verdict.Violation($"The study is at {row.Seq}, and its {events.Length} events are not numbered from 1 on without a gap.");
        }

        foreach (var paused in events.Where(one => one.State == StudyState.Paused))
        {
            verdict.Violation($"The study was paused at {paused.Seq}, which nobody ordered: {paused.Message}");
        }
    }

    private static void CheckWatchers(ImmutableArray<StudyEvent> events, ImmutableArray<Watcher> watchers, Verdict verdict)
    {
        var happened = events.Select(Told).ToList();
        foreach (var watcher in watchers)
        {
            var told = watcher.Seen.Select(Told).ToList();
            if (!told.SequenceEqual(happened))
            {
                verdict.Violation($"A watcher was told of {told.Count} changes, and the study has {happened.Count}; or they differ.");
            }
        }

        static string Told(StudyEvent one) => $"{one.Seq} {one.Kind} {one.State} {one.Message} {(one.Trial is null ? "" : Json.Write(one.Trial))}";
    }

    /// <summary>A turn comes from the silo that holds the study; a pause and an end give it up in the same transaction.</summary>
    private static async Task CheckTurnsAsync(ChaosDatabase database, string study, Verdict verdict)
    {
        foreach (var (seq, app, owner, life) in await database.QueryAsync<(long, string, string, string?)>(
            """
            SELECT t.seq, t.app, t.owner, l.app AS life FROM audit.turn t LEFT JOIN audit.life l ON l.silo = t.owner
            WHERE t.study = @study AND t.owner IS NOT NULL AND l.app IS DISTINCT FROM t.app
            """,
            new { study }))
        {
            verdict.DoubledResult($"{app} wrote change {seq} of the study while {life} ({owner}) held it.");
        }
    }

    private static async Task CheckDecisionsAsync(ChaosDatabase database, string study, StudyRow row, ImmutableArray<Trial> trials, Verdict verdict)
    {
        var records = (await database.QueryAsync<string>("SELECT record FROM autocompress.decision WHERE study = @study ORDER BY seq", new { study })).Select(Json.Read<DecisionRecord>).ToList();
        if (row.Plan is null || records.Count == 0)
        {
            verdict.Violation("The study has no plan, or no decision was recorded.");
            return;
        }

        var plan = Json.Read<StudyPlan>(row.Plan);
        foreach (var mismatch in Replay.Verify(Json.Read<StudySpec>(row.Spec), plan.Analysis, plan.Knowledge, trials, records))
        {
            verdict.Violation($"The decision at {mismatch.Seq} does not replay: {mismatch}");
        }
    }
}

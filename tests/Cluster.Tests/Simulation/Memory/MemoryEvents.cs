using AutoCompress.Host.Studies;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Simulation.Memory;

/// <summary>Moves a study's sequence number on with the event that belongs to it.</summary>
internal static class MemoryEvents
{
    public static void ChangeState(MemoryTables tables, MemoryStudy study, StudyState state, string? message)
    {
        (study.State, study.Message) = (state, message);
        Append(tables, study, StudyEventKind.StateChanged, null);
    }

    public static void Propose(MemoryTables tables, MemoryStudy study, Trial trial)
    {
        study.Trials.Add(new MemoryTrial(trial));
        Append(tables, study, StudyEventKind.TrialProposed, trial);
    }

    public static void Finish(MemoryTables tables, MemoryStudy study, int number, TrialResult result)
    {
        var row = study.Trials[number - 1];
        row.Trial = row.Trial with { Result = result, FinishedSeq = study.Seq + 1 };
        (row.Due, row.Failure) = (false, null);
        MemoryLeases.Forget(tables, study.Id, number);
        Append(tables, study, StudyEventKind.TrialFinished, row.Trial);
    }

    /// <summary>Stops a study that is being worked on.</summary>
    public static void Pause(MemoryTables tables, MemoryStudy study, string? message)
    {
        (study.ResumeState, study.Owner) = (study.State, null);
        ChangeState(tables, study, StudyState.Paused, message);
        MemoryActiveTime.Count(tables, study);
    }

    /// <summary>Ends a study: running trials are stopped first, so that the event of the last state comes last.</summary>
    public static void End(MemoryTables tables, MemoryStudy study, StudyState state, string? message, string reason)
    {
        foreach (var trial in study.Trials.Where(trial => trial.Trial.IsRunning).ToList())
        {
            Finish(tables, study, trial.Trial.Number, new TrialResult.Stopped(reason));
        }

        MemoryLeases.Forget(tables, study.Id, 0);
        ChangeState(tables, study, state, message);
        study.Owner = null;
        MemoryActiveTime.Count(tables, study);
    }

    private static void Append(MemoryTables tables, MemoryStudy study, StudyEventKind kind, Trial? trial) => study.Events.Add(new StudyEvent(
        study.Id, ++study.Seq, DateTimeOffset.FromUnixTimeMilliseconds(tables.Now), kind, study.State, study.Message, trial));
}

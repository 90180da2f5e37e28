namespace AutoCompress.Host.Studies;

/// <summary>What happened to a study.</summary>
public enum StudyEventKind
{
    StateChanged,
    TrialProposed,
    TrialFinished,

    /// <summary>What it waits for is another; told to those who watch, and no part of its history.</summary>
    Waits,
}

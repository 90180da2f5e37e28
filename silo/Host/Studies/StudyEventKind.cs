namespace AutoCompress.Host.Studies;

/// <summary>What happened to a study.</summary>
public enum StudyEventKind { StateChanged, TrialProposed, TrialFinished }

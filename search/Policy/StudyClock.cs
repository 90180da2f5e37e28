namespace AutoCompress.Search.Policy;

/// <summary>What time it is for a study: an input that is recorded with each decision, never read.</summary>
/// <param name="ActiveSeconds">Active time since the study began, planning included; it stands still while no silo works on the study.</param>
public readonly record struct StudyClock(double ActiveSeconds);

namespace AutoCompress.Host.Store;

/// <summary>An entry of the decision log.</summary>
/// <param name="Seq">Of the last event of the turn that it is behind.</param>
/// <param name="Record">As JSON, kept to the letter.</param>
internal sealed record LoggedDecision(long Seq, DateTimeOffset At, string Record);

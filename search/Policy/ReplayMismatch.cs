namespace AutoCompress.Search.Policy;

/// <summary>A recorded decision that does not come out again.</summary>
/// <param name="Recorded">The decision's JSON in the log.</param>
/// <param name="Recomputed">The JSON that the policy gives now, or why there is none.</param>
public sealed record ReplayMismatch(long Seq, string Recorded, string Recomputed);

namespace AutoCompress.Host.Store;

/// <summary>What became of a turn.</summary>
internal enum TurnOutcome
{
    Committed,

    /// <summary>The study moved on since it was read: read again.</summary>
    Stale,

    /// <summary>The lease is gone, or the study is paused or ended.</summary>
    Lost,
}

namespace AutoCompress.Host.Store;

/// <summary>What a heartbeat answers about one lease.</summary>
internal enum LeaseSignal
{
    /// <summary>The lease is renewed.</summary>
    Continue,

    /// <summary>Renewed, but all who wait for it are paused: stop and hand it back.</summary>
    Pause,

    /// <summary>Renewed, but nobody waits for it any more: stop and hand it back.</summary>
    Cancel,

    /// <summary>Somebody else has it: stop and write nothing.</summary>
    Lost,
}

namespace AutoCompress.Host.Artifacts;

/// <summary>How a call that brought a part of an upload ended.</summary>
internal abstract record PartialUpload
{
    private PartialUpload()
    {
    }

    /// <summary>All of it is there and is an artifact now.</summary>
    public sealed record Stored(long Bytes) : PartialUpload;

    /// <summary>Another call brings the same content.</summary>
    public sealed record Busy : PartialUpload;

    /// <summary>The caller wants to go on from another byte than the one behind what has arrived.</summary>
    public sealed record Elsewhere(long Received) : PartialUpload;

    /// <summary>What arrived has another SHA-256; it was dropped.</summary>
    public sealed record Damaged : PartialUpload;
}

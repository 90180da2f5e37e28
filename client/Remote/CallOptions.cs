using AutoCompress.Wire.Framing;

namespace AutoCompress.Client.Remote;

/// <summary>How a call is made.</summary>
internal sealed record CallOptions
{
    public static CallOptions Default { get; } = new();

    /// <summary>The call ends with DEADLINE_EXCEEDED after this; null for never.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>Sent beside the messages.</summary>
    public GrpcMetadata Headers { get; init; } = new();

    /// <summary>Whether large requests are packed.</summary>
    public bool Compress { get; init; }
}

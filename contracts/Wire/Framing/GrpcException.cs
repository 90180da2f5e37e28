namespace AutoCompress.Wire.Framing;

/// <summary>A call that ends with another status than OK: thrown by a handler, or by a client that received it.</summary>
public sealed class GrpcException(GrpcStatus status, GrpcMetadata? trailers = null, Exception? inner = null)
    : Exception($"{status.Code}: {status.Message}", inner)
{
    public GrpcException(GrpcCode code, string message, Exception? inner = null) : this(new GrpcStatus(code, message), null, inner)
    {
    }

    public GrpcStatus Status { get; } = status;

    public GrpcCode Code => Status.Code;

    /// <summary>What came with the status; empty on the server.</summary>
    public GrpcMetadata Trailers { get; } = trailers ?? new GrpcMetadata();
}

using Google.Protobuf;

namespace AutoCompress.Wire.Framing;

/// <summary>How a call ended.</summary>
/// <param name="Message">For a person; empty when all went well.</param>
/// <param name="Details">The standard error model with what a program can act on; null when there is none.</param>
public sealed record GrpcStatus(GrpcCode Code, string Message = "", Google.Rpc.Status? Details = null)
{
    public static GrpcStatus Ok { get; } = new(GrpcCode.Ok);

    /// <summary>A status whose details hold <paramref name="details"/>.</summary>
    public static GrpcStatus WithDetails(GrpcCode code, string message, params IReadOnlyList<IMessage> details)
    {
        ArgumentNullException.ThrowIfNull(details);
        var status = new Google.Rpc.Status { Code = (int)code, Message = message };
        status.Details.AddRange(details.Select(Google.Protobuf.WellKnownTypes.Any.Pack));
        return new GrpcStatus(code, message, status);
    }

    /// <summary>The first detail of type <typeparamref name="T"/>, or null.</summary>
    public T? Detail<T>() where T : class, IMessage, new() =>
        Details?.Details.Select(any => any.TryUnpack<T>(out var found) ? found : null).FirstOrDefault(found => found is not null);
}

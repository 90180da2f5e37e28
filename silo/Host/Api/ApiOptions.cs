using System.Net;
using AutoCompress.Wire.Framing;

namespace AutoCompress.Host.Api;

/// <summary>Where and how the silo answers gRPC.</summary>
public sealed record ApiOptions
{
    public const int DefaultPort = 5005;

    /// <summary>Address and port; port 0 takes a free one. HTTP/2 only: cleartext HTTP/1 needs a port of its own.</summary>
    public IPEndPoint Address { get; init; } = new(IPAddress.Loopback, DefaultPort);

    /// <summary>PEM file with the certificate chain; null serves cleartext.</summary>
    public string? Certificate { get; init; }

    /// <summary>PEM file with the certificate's key; null when the certificate's file holds it.</summary>
    public string? Key { get; init; }

    /// <summary>Bytes of a received message at most.</summary>
    public int ReceiveLimit { get; init; } = FrameReader.DefaultLimit;
}

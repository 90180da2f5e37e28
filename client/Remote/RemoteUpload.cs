using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using AutoCompress.Wire.Framing;
using AutoCompress.Wire.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace AutoCompress.Client.Remote;

/// <summary>Uploads a file, or what can be read as often as one, to a silo. When the call breaks off, it asks how much has arrived and goes on from there.</summary>
internal sealed class RemoteUpload(GrpcChannel channel, TimeProvider time)
{
    private const int ChunkBytes = 64 * 1024;

    private static readonly ServiceDescriptor Service = ArtifactServiceReflection.Descriptor.Services[0];

    /// <param name="file">At its start.</param>
    /// <returns>The content's SHA-256.</returns>
    /// <exception cref="GrpcException">The silo refuses, or is away for too long.</exception>
    public async Task<string> RunAsync(Stream file, CancellationToken cancellationToken)
    {
        var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false));
        var patience = new RemotePatience(time);
        while (true)
        {
            try
            {
                var status = await StatusAsync(sha256, cancellationToken).ConfigureAwait(false);
                if (status.Complete)
                {
                    return sha256;
                }

                patience.Progress(status.Received);
                return await SendAsync(file, new UploadRequest { Sha256 = sha256, Offset = status.Received }, cancellationToken).ConfigureAwait(false);
            }
            catch (GrpcException exception) when (exception.Code == GrpcCode.Unimplemented)
            {
                // A silo that is older than this way of uploading.
                return await SendAsync(file, new UploadRequest(), cancellationToken).ConfigureAwait(false);
            }
            catch (GrpcException exception) when (
                exception.Code is GrpcCode.Unavailable or GrpcCode.Aborted or GrpcCode.OutOfRange or GrpcCode.DataLoss && !patience.IsOver)
            {
                await patience.PauseAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <param name="first">What the first message says beside its chunk.</param>
    public static async IAsyncEnumerable<UploadRequest> ChunksOf(
        Stream content, UploadRequest first, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = new byte[ChunkBytes];
        var next = first;
        while (await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var read && (read > 0 || next == first))
        {
            next.Chunk = ByteString.CopyFrom(buffer, 0, read);
            yield return next;
            next = new UploadRequest();
        }
    }

    private Task<UploadStatusResponse> StatusAsync(string sha256, CancellationToken cancellationToken) => channel.UnaryAsync<UploadStatusRequest, UploadStatusResponse>(
        Service.FindMethodByName("UploadStatus"), new() { Sha256 = sha256 }, CallOptions.Default, cancellationToken);

    private async Task<string> SendAsync(Stream file, UploadRequest first, CancellationToken cancellationToken)
    {
        file.Position = first.Offset;
        var response = await channel.ClientStreamAsync<UploadRequest, UploadResponse>(
            Service.FindMethodByName("Upload"), ChunksOf(file, first, cancellationToken), CallOptions.Default, cancellationToken).ConfigureAwait(false);
        return response.Sha256;
    }
}

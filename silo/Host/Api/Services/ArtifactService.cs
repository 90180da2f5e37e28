using System.Text.RegularExpressions;
using AutoCompress.Artifacts;
using AutoCompress.Host.Api.Transport;
using AutoCompress.Wire.Framing;
using AutoCompress.Wire.V1;
using Google.Protobuf;

namespace AutoCompress.Host.Api.Services;

/// <summary>autocompress.v1.ArtifactService over the artifact store.</summary>
internal sealed partial class ArtifactService(IArtifactStore artifacts)
{
    private const int ChunkBytes = 64 * 1024;

    public GrpcService Bind() => new GrpcService(ArtifactServiceReflection.Descriptor.Services[0])
        .ClientStream<UploadRequest, UploadResponse>("Upload", UploadAsync)
        .ServerStream<DownloadRequest, DownloadResponse>("Download", DownloadAsync);

    private async Task<UploadResponse> UploadAsync(IAsyncEnumerable<UploadRequest> requests, ServerCall call)
    {
        var content = new ChunkStream(requests.Select(request => request.Chunk.Memory), call.CancellationToken);
        await using (content.ConfigureAwait(false))
        {
            var sha256 = await artifacts.AddAsync(content, call.CancellationToken).ConfigureAwait(false);
            return new UploadResponse { Sha256 = sha256, Size = content.BytesRead };
        }
    }

    private async IAsyncEnumerable<DownloadResponse> DownloadAsync(DownloadRequest request, ServerCall call)
    {
        // Weights do not shrink.
        call.Compress = false;
        var file = await OpenAsync(request.Sha256, call).ConfigureAwait(false);
        await using (file.ConfigureAwait(false))
        {
            if (request.Offset < 0 || request.Offset > file.Length)
            {
                throw new GrpcException(GrpcCode.OutOfRange, $"The artifact has {file.Length} bytes; there is no byte {request.Offset} to start from.");
            }

            file.Position = request.Offset;
            var buffer = new byte[ChunkBytes];
            while (await file.ReadAsync(buffer, call.CancellationToken).ConfigureAwait(false) is var read and > 0)
            {
                yield return new DownloadResponse { Chunk = ByteString.CopyFrom(buffer, 0, read) };
            }
        }
    }

    private async Task<FileStream> OpenAsync(string sha256, ServerCall call)
    {
        if (!Sha256Pattern().IsMatch(sha256))
        {
            throw new GrpcException(GrpcCode.InvalidArgument, "An artifact is named by 64 lower-case hexadecimal digits.");
        }

        try
        {
            return File.OpenRead(await artifacts.GetFileAsync(sha256, call.CancellationToken).ConfigureAwait(false));
        }
        catch (FileNotFoundException exception)
        {
            throw new GrpcException(GrpcCode.NotFound, $"There is no artifact {sha256}.", exception);
        }
    }

    [GeneratedRegex("^[0-9a-f]{64}\\z")]
    private static partial Regex Sha256Pattern();
}

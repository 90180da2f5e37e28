using System.Text.RegularExpressions;
using AutoCompress.Artifacts;
using AutoCompress.Host.Api.Transport;
using AutoCompress.Host.Artifacts;
using AutoCompress.Wire.Framing;
using AutoCompress.Wire.V1;
using Google.Protobuf;

namespace AutoCompress.Host.Api.Services;

/// <summary>autocompress.v1.ArtifactService over the artifact store.</summary>
internal sealed partial class ArtifactService(IArtifactStore artifacts, PartialUploads uploads, IArtifactUpkeep upkeep)
{
    private const int ChunkBytes = 64 * 1024;

    public GrpcService Bind() => new GrpcService(ArtifactServiceReflection.Descriptor.Services[0])
        .ClientStream<UploadRequest, UploadResponse>("Upload", UploadAsync)
        .Unary<UploadStatusRequest, UploadStatusResponse>("UploadStatus", StatusAsync)
        .Unary<CollectRequest, CollectResponse>("Collect", CollectAsync)
        .ServerStream<DownloadRequest, DownloadResponse>("Download", DownloadAsync);

    private async Task<UploadResponse> UploadAsync(IAsyncEnumerable<UploadRequest> requests, ServerCall call)
    {
        var messages = requests.GetAsyncEnumerator(call.CancellationToken);
        await using (messages.ConfigureAwait(false))
        {
            var first = await messages.MoveNextAsync().ConfigureAwait(false) ? messages.Current : new UploadRequest();
            var content = new ChunkStream(ChunksOf(first, messages), call.CancellationToken);
            await using (content.ConfigureAwait(false))
            {
                return first.Sha256.Length == 0
                    ? new UploadResponse { Sha256 = await artifacts.AddAsync(content, call.CancellationToken).ConfigureAwait(false), Size = content.BytesRead }
                    : await GoOnAsync(first, content, call).ConfigureAwait(false);
            }
        }
    }

    private async Task<UploadResponse> GoOnAsync(UploadRequest first, ChunkStream content, ServerCall call)
    {
        Check(first.Sha256);
        switch (await uploads.ReceiveAsync(first.Sha256, first.Offset, content, artifacts, call.CancellationToken).ConfigureAwait(false))
        {
            case PartialUpload.Stored stored:
                return new UploadResponse { Sha256 = first.Sha256, Size = stored.Bytes };
            case PartialUpload.Busy:
                throw new GrpcException(GrpcCode.Aborted, "Another call is uploading this content. Ask UploadStatus again in a moment.");
            case PartialUpload.Elsewhere elsewhere:
                throw new GrpcException(GrpcCode.OutOfRange, $"There are {elsewhere.Received} bytes of this content here; go on from there, not from {first.Offset}.");
            default:
                throw new GrpcException(GrpcCode.DataLoss, $"What arrived is not {first.Sha256}; it was dropped. Upload it again.");
        }
    }

    private async Task<CollectResponse> CollectAsync(CollectRequest request, ServerCall call)
    {
        var age = request.Age?.ToTimeSpan() ?? IArtifactUpkeep.UsualAge;
        if (age < IArtifactUpkeep.LeastAge)
        {
            throw new GrpcException(GrpcCode.InvalidArgument, $"Artifacts younger than {IArtifactUpkeep.LeastAge.TotalHours:0} h are never removed: a study may be about to refer to them.");
        }

        var unused = request.Unused?.ToTimeSpan() ?? IArtifactUpkeep.UsualUnused;
        if (unused < IArtifactUpkeep.LeastUnused)
        {
            throw new GrpcException(GrpcCode.InvalidArgument, $"Results of steps are never forgotten before {IArtifactUpkeep.LeastUnused.TotalDays:0} days: their use is noted once a day.");
        }

        var done = await upkeep.CollectAsync(age, unused, request.DryRun, call.CancellationToken).ConfigureAwait(false);
        return new CollectResponse
        {
            Removed = done.Removed,
            RemovedBytes = done.RemovedBytes,
            Kept = done.Kept,
            KeptBytes = done.KeptBytes,
            Young = done.Young,
            YoungBytes = done.YoungBytes,
            Forgotten = done.Forgotten,
        };
    }

    private async Task<UploadStatusResponse> StatusAsync(UploadStatusRequest request, ServerCall call)
    {
        Check(request.Sha256);

        // Who asks is about to rely on it, so it counts as just added.
        return await (artifacts is IArtifactVault vault ? vault.KeepAsync(request.Sha256, call.CancellationToken) : artifacts.ExistsAsync(request.Sha256, call.CancellationToken)).ConfigureAwait(false)
            ? new UploadStatusResponse { Complete = true }
            : new UploadStatusResponse { Received = uploads.ReceivedOf(request.Sha256) };
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
        Check(sha256);
        try
        {
            // Once it is open, it may go.
            using var file = await artifacts.GetFileAsync(sha256, call.CancellationToken).ConfigureAwait(false);
            return File.OpenRead(file.Path);
        }
        catch (FileNotFoundException exception)
        {
            throw new GrpcException(GrpcCode.NotFound, $"There is no artifact {sha256}.", exception);
        }
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> ChunksOf(UploadRequest first, IAsyncEnumerator<UploadRequest> rest)
    {
        yield return first.Chunk.Memory;
        while (await rest.MoveNextAsync().ConfigureAwait(false))
        {
            yield return rest.Current.Chunk.Memory;
        }
    }

    private static void Check(string sha256)
    {
        if (!Sha256Pattern().IsMatch(sha256))
        {
            throw new GrpcException(GrpcCode.InvalidArgument, "An artifact is named by 64 lower-case hexadecimal digits.");
        }
    }

    [GeneratedRegex("^[0-9a-f]{64}\\z")]
    private static partial Regex Sha256Pattern();
}

using System.IO.Pipelines;
using AutoCompress.Host.Api.Mapping;
using AutoCompress.Host.Api.Transport;
using AutoCompress.Host.Archive;
using AutoCompress.Host.Store;
using AutoCompress.Wire.Framing;
using AutoCompress.Wire.V1;
using Google.Protobuf;

namespace AutoCompress.Host.Api.Services;

/// <summary>autocompress.v1.ArchiveService over the archive of studies.</summary>
internal sealed class ArchiveService(IStudyArchive archive)
{
    private const int ChunkBytes = 64 * 1024;

    public GrpcService Bind() => new GrpcService(ArchiveServiceReflection.Descriptor.Services[0])
        .ServerStream<ExportRequest, ExportResponse>("Export", ExportAsync)
        .ClientStream<ImportRequest, ImportResponse>("Import", ImportAsync)
        .Unary<DeleteRequest, DeleteResponse>("Delete", DeleteAsync)
        .Unary<ListArchivesRequest, ListArchivesResponse>("ListArchives", async (_, call) =>
            new ListArchivesResponse { Archives = { (await archive.ListAsync(call.CancellationToken).ConfigureAwait(false)).Select(ArchiveMapping.ToProto) } })
        .Unary<RestoreRequest, RestoreResponse>("Restore", async (request, call) =>
            new RestoreResponse { Arrival = (await GuardAsync(() => archive.RestoreAsync(request.Study, call.CancellationToken)).ConfigureAwait(false)).ToProto() });

    private async IAsyncEnumerable<ExportResponse> ExportAsync(ExportRequest request, ServerCall call)
    {
        // Weights do not shrink.
        call.Compress = false;
        var pipe = new Pipe(new PipeOptions(minimumSegmentSize: ChunkBytes));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(call.CancellationToken);
        var writing = WriteAsync(request.Study, pipe.Writer, stop.Token);
        try
        {
            ReadResult read;
            do
            {
                read = await pipe.Reader.ReadAsync(call.CancellationToken).ConfigureAwait(false);
                foreach (var piece in read.Buffer)
                {
                    yield return new ExportResponse { Chunk = ByteString.CopyFrom(piece.Span) };
                }

                pipe.Reader.AdvanceTo(read.Buffer.End);
            }
            while (!read.IsCompleted);
            await writing.ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await pipe.Reader.CompleteAsync().ConfigureAwait(false);
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WriteAsync(string study, PipeWriter writer, CancellationToken cancellationToken)
    {
        try
        {
            var target = writer.AsStream(leaveOpen: true);
            await using (target.ConfigureAwait(false))
            {
                await GuardAsync(async () =>
                {
                    await archive.ExportAsync(study, target, cancellationToken).ConfigureAwait(false);
                    return true;
                }).ConfigureAwait(false);
            }
        }
        finally
        {
            await writer.CompleteAsync().ConfigureAwait(false);
        }
    }

    private async Task<ImportResponse> ImportAsync(IAsyncEnumerable<ImportRequest> requests, ServerCall call)
    {
        var content = new ChunkStream(ChunksOf(requests), call.CancellationToken);
        await using (content.ConfigureAwait(false))
        {
            var arrival = await GuardAsync(() => archive.ImportAsync(content, call.CancellationToken)).ConfigureAwait(false);
            return new ImportResponse { Arrival = arrival.ToProto() };
        }
    }

    private async Task<DeleteResponse> DeleteAsync(DeleteRequest request, ServerCall call) =>
        await GuardAsync(() => archive.DeleteAsync(request.Study, request.KeepArchive, call.CancellationToken)).ConfigureAwait(false) switch
        {
            StudyRemoval.Removed => new DeleteResponse(),
            StudyRemoval.NotEnded => throw new GrpcException(GrpcCode.FailedPrecondition, $"{request.Study} has not ended. Cancel it first."),
            _ => throw new GrpcException(GrpcCode.NotFound, $"There is no study '{request.Study}' and no archive of one."),
        };

    private static async Task<T> GuardAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (ArchiveException problem)
        {
            var code = problem.Fault switch
            {
                ArchiveFault.Damaged => GrpcCode.DataLoss,
                ArchiveFault.Conflict => GrpcCode.AlreadyExists,
                _ => GrpcCode.NotFound,
            };
            throw new GrpcException(code, problem.Message, problem);
        }
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> ChunksOf(IAsyncEnumerable<ImportRequest> requests)
    {
        await foreach (var request in requests.ConfigureAwait(false))
        {
            yield return request.Chunk.Memory;
        }
    }
}

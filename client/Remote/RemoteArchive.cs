using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using AutoCompress.Host.Api.Mapping;
using AutoCompress.Host.Archive;
using AutoCompress.Host.Store;
using AutoCompress.Wire.Framing;
using AutoCompress.Wire.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Arrival = AutoCompress.Host.Archive.Arrival;

namespace AutoCompress.Client.Remote;

/// <summary>The archive of studies of a silo that is called over gRPC.</summary>
internal sealed class RemoteArchive(GrpcChannel channel) : IStudyArchive
{
    private const int ChunkBytes = 64 * 1024;

    private static readonly ServiceDescriptor Service = ArchiveServiceReflection.Descriptor.Services[0];

    /// <inheritdoc/>
    public Task ExportAsync(string study, Stream target, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        var responses = channel.ServerStreamAsync<ExportRequest, ExportResponse>(
            Service.FindMethodByName("Export"), new() { Study = study }, CallOptions.Default, cancellationToken);
        await foreach (var response in responses.ConfigureAwait(false))
        {
            await target.WriteAsync(response.Chunk.Memory, cancellationToken).ConfigureAwait(false);
        }

        return true;
    });

    /// <inheritdoc/>
    public Task<Arrival> ImportAsync(Stream source, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        var response = await channel.ClientStreamAsync<ImportRequest, ImportResponse>(
            Service.FindMethodByName("Import"), ChunksOf(source, cancellationToken), CallOptions.Default, cancellationToken).ConfigureAwait(false);
        return response.Arrival.FromProto();
    });

    /// <inheritdoc/>
    public async Task<StudyRemoval> DeleteAsync(string study, bool keepArchive, CancellationToken cancellationToken)
    {
        try
        {
            await AskAsync<DeleteRequest, DeleteResponse>("Delete", new() { Study = study, KeepArchive = keepArchive }, cancellationToken).ConfigureAwait(false);
            return StudyRemoval.Removed;
        }
        catch (GrpcException exception) when (exception.Code == GrpcCode.FailedPrecondition)
        {
            return StudyRemoval.NotEnded;
        }
        catch (GrpcException exception) when (exception.Code == GrpcCode.NotFound)
        {
            return StudyRemoval.NotFound;
        }
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<ArchivedStudy>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await AskAsync<ListArchivesRequest, ListArchivesResponse>("ListArchives", new(), cancellationToken).ConfigureAwait(false)).Archives.Select(ArchiveMapping.FromProto)];

    /// <inheritdoc/>
    public Task<Arrival> RestoreAsync(string study, CancellationToken cancellationToken) => GuardAsync(async () =>
        (await AskAsync<RestoreRequest, RestoreResponse>("Restore", new() { Study = study }, cancellationToken).ConfigureAwait(false)).Arrival.FromProto());

    private static async IAsyncEnumerable<ImportRequest> ChunksOf(Stream source, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = new byte[ChunkBytes];
        while (await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var read and > 0)
        {
            yield return new ImportRequest { Chunk = ByteString.CopyFrom(buffer, 0, read) };
        }
    }

    private static async Task<T> GuardAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (GrpcException exception) when (FaultOf(exception.Code) is { } fault)
        {
            throw new ArchiveException(fault, exception.Status.Message, exception);
        }
    }

    private static ArchiveFault? FaultOf(GrpcCode code) => code switch
    {
        GrpcCode.DataLoss => ArchiveFault.Damaged,
        GrpcCode.AlreadyExists => ArchiveFault.Conflict,
        GrpcCode.NotFound => ArchiveFault.Missing,
        _ => null,
    };

    private Task<TResponse> AskAsync<TRequest, TResponse>(string method, TRequest request, CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        channel.UnaryAsync<TRequest, TResponse>(Service.FindMethodByName(method), request, CallOptions.Default, cancellationToken);
}

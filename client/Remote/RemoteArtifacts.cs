using System.Security.Cryptography;
using AutoCompress.Artifacts;
using AutoCompress.Wire.Framing;
using AutoCompress.Wire.V1;
using Google.Protobuf.Reflection;

namespace AutoCompress.Client.Remote;

/// <summary>The artifacts of a silo that is called over gRPC. Fetched ones stay in a temporary folder until this is disposed.</summary>
internal sealed class RemoteArtifacts(GrpcChannel channel, TimeProvider? time = null) : IArtifactStore, IDisposable
{
    private static readonly ServiceDescriptor Service = ArtifactServiceReflection.Descriptor.Services[0];

    private readonly string _folder = Directory.CreateTempSubdirectory("autocompress-").FullName;

    /// <inheritdoc/>
    /// <remarks>An upload that breaks off goes on where it was; the file stays where it is.</remarks>
    public async Task<string> AddFileAsync(string path, CancellationToken cancellationToken)
    {
        var file = File.OpenRead(path);
        await using (file.ConfigureAwait(false))
        {
            return await new RemoteUpload(channel, time ?? TimeProvider.System).RunAsync(file, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Content that can be read again is uploaded as a file is.</remarks>
    public async Task<string> AddAsync(Stream content, CancellationToken cancellationToken) => content is { CanSeek: true, Position: 0 }
        ? await new RemoteUpload(channel, time ?? TimeProvider.System).RunAsync(content, cancellationToken).ConfigureAwait(false)
        : (await channel.ClientStreamAsync<UploadRequest, UploadResponse>(
            Service.FindMethodByName("Upload"), RemoteUpload.ChunksOf(content, new(), cancellationToken), CallOptions.Default, cancellationToken).ConfigureAwait(false)).Sha256;

    /// <inheritdoc/>
    public async Task<bool> ExistsAsync(string sha256, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var _ in Download(sha256, 0, cancellationToken).ConfigureAwait(false))
            {
                break;
            }

            return true;
        }
        catch (GrpcException exception) when (exception.Code == GrpcCode.NotFound)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async Task<ArtifactFile> GetFileAsync(string sha256, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sha256);
        var path = Path.Combine(_folder, Path.GetFileName(sha256));
        if (!File.Exists(path))
        {
            await FetchAsync(sha256, path, cancellationToken).ConfigureAwait(false);
        }

        return new ArtifactFile(path);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The file appears whole and checked or not at all.</summary>
    private async Task FetchAsync(string sha256, string path, CancellationToken cancellationToken)
    {
        var partial = path + ".partial";
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            var file = File.Create(partial);
            await using (file.ConfigureAwait(false))
            {
                var patience = new RemotePatience(time ?? TimeProvider.System);
                while (!await AppendAsync(sha256, file, hash, patience, cancellationToken).ConfigureAwait(false))
                {
                    await patience.PauseAsync(cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (GrpcException exception) when (exception.Code == GrpcCode.NotFound)
        {
            throw new FileNotFoundException($"The server has no artifact {sha256}.", exception);
        }

        if (Convert.ToHexStringLower(hash.GetHashAndReset()) != sha256)
        {
            throw new IOException($"What came as artifact {sha256} has another SHA-256. Pull again.");
        }

        File.Move(partial, path, overwrite: true);
    }

    /// <returns>False when the call broke off and may be gone on with.</returns>
    private async Task<bool> AppendAsync(string sha256, FileStream file, IncrementalHash hash, RemotePatience patience, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var chunk in Download(sha256, file.Position, cancellationToken).ConfigureAwait(false))
            {
                hash.AppendData(chunk.Chunk.Span);
                await file.WriteAsync(chunk.Chunk.Memory, cancellationToken).ConfigureAwait(false);
                patience.Progress(file.Position);
            }

            return true;
        }
        catch (GrpcException exception) when (exception.Code == GrpcCode.Unavailable && !patience.IsOver)
        {
            return false;
        }
    }

    private IAsyncEnumerable<DownloadResponse> Download(string sha256, long offset, CancellationToken cancellationToken) =>
        channel.ServerStreamAsync<DownloadRequest, DownloadResponse>(
            Service.FindMethodByName("Download"), new() { Sha256 = sha256, Offset = offset }, CallOptions.Default, cancellationToken);
}

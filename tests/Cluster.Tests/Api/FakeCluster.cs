using System.Net;
using AutoCompress.Artifacts;
using AutoCompress.Client.Remote;
using AutoCompress.Cluster.Tests.Simulation.Memory;
using AutoCompress.Host.Api;
using AutoCompress.Host.Archive;
using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Studies;
using Microsoft.Extensions.DependencyInjection;

namespace AutoCompress.Cluster.Tests.Api;

/// <summary>The real API over studies from memory and artifacts in a temporary folder.</summary>
public sealed class FakeCluster : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("api-").FullName;
    private ApiServer? _server;
    private GrpcChannel? _channel;

    internal FakeStudies Studies { get; } = new();

    internal GrpcChannel Channel => _channel!;

    internal FakeUpkeep Upkeep { get; } = new();

    internal RemoteStudyDirectory Remote => new(Channel, TimeProvider.System);

    internal string ArtifactFolder => Path.Combine(_folder, "artifacts");

    public Uri Address => _server!.Address;

    /// <summary>The rows that the archive is of.</summary>
    internal MemoryClusterStore Store { get; } = new(TimeProvider.System);

    internal IArtifactVault Vault { get; private set; } = null!;

    internal IStudyArchive Archive { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Vault = new FileArtifactStore(ArtifactFolder);
        Archive = new StudyArchive(Store, Vault, new ArchiveWriter(Store, Vault), new ArchiveQueue(TimeProvider.System), Path.Combine(_folder, "arrivals"));
        _server = await ApiServer.StartAsync(
            new ApiOptions { Address = new IPEndPoint(IPAddress.Loopback, 0) },
            builder => builder.Services
                .AddSingleton<IStudyDirectory>(Studies)
                .AddSingleton<IArtifactUpkeep>(Upkeep)
                .AddSingleton(new PartialUploads(Path.Combine(_folder, "uploads"), TimeProvider.System))
                .AddSingleton<IArtifactStore>(Vault)
                .AddSingleton(Archive),
            TestContext.Current.CancellationToken);
        _channel = new GrpcChannel(_server.Address);
    }

    public async ValueTask DisposeAsync()
    {
        _channel?.Dispose();
        await _server!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

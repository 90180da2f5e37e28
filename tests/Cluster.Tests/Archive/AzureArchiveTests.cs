using AutoCompress.Cluster.Tests.Artifacts;
using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Artifacts.Azure;
using AutoCompress.Host.Artifacts.Remote;

namespace AutoCompress.Cluster.Tests.Archive;

public sealed class AzureArchiveTests(ServerRun<Azurite> run) : ArchiveContract, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("archive-").FullName;
    private RemoteArtifactStore? _vault;

    public void Dispose()
    {
        _vault?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private protected override async Task<IArtifactVault> OpenAsync()
    {
        var address = ArtifactAddress.Parse($"azblob://devstoreaccount1/c{Guid.NewGuid():N}");
        var container = new AzureContainer((ArtifactAddress.AzureBlob)address, Azurite.AccountAt(await run.PortAsync()), TimeProvider.System, Patience.Default);
        var options = new ArtifactOptions(address, _folder);
        _vault = ArtifactVaults.Remote(container, options, options.OpenCache(), TimeProvider.System);
        await _vault.PrepareAsync(None);
        return _vault;
    }
}

using Amazon.Runtime;
using AutoCompress.Cluster.Tests.Artifacts;
using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Artifacts.Remote;
using AutoCompress.Host.Artifacts.S3;

namespace AutoCompress.Cluster.Tests.Archive;

public sealed class S3ArchiveTests(ServerRun<S3Server> run) : ArchiveContract, IDisposable
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
        var address = (ArtifactAddress.S3)ArtifactAddress.Parse(
            $"s3://{S3Server.Bucket}/{Guid.NewGuid():N}?region=eu-test-1&endpoint=http://127.0.0.1:{await run.PortAsync()}");
        var bucket = new S3Bucket(address, S3Client.Open(address, _ => null, new BasicAWSCredentials(S3Server.Key, S3Server.Secret)), TimeProvider.System, Patience.Default);
        var options = new ArtifactOptions(address, _folder);
        _vault = ArtifactVaults.Remote(bucket, options, options.OpenCache(), TimeProvider.System);
        await _vault.PrepareAsync(None);
        return _vault;
    }
}

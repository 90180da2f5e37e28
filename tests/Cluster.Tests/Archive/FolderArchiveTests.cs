using AutoCompress.Host.Artifacts;

namespace AutoCompress.Cluster.Tests.Archive;

public sealed class FolderArchiveTests : ArchiveContract, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("archive-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private protected override Task<IArtifactVault> OpenAsync() => Task.FromResult<IArtifactVault>(new FileArtifactStore(_folder));
}

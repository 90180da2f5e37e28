using AutoCompress.Cluster.Tests.Artifacts;
using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Artifacts.Azure;
using AutoCompress.Host.Artifacts.Remote;

namespace AutoCompress.Cluster.Tests.Datasets;

public sealed class AzureDataTests(ServerRun<Azurite> run) : BucketDataContract
{
    protected override Task<int> ServerAsync() => run.PortAsync();

    protected override Dictionary<string, string?> EnvironmentOf(int port) => new() { ["AZURE_STORAGE_CONNECTION_STRING"] = Azurite.ConnectionOf(port) };

    private protected override IObjectStorage Connect(int port) => new AzureContainer(
        new ArtifactAddress.AzureBlob("devstoreaccount1", $"d{Prefix}", ""),
        Azurite.AccountAt(port),
        TimeProvider.System,
        TimeSpan.FromSeconds(5));

    protected override string AddressOf(string name) => $"azblob://devstoreaccount1/d{Prefix}/some/folder/{name}";

    protected override string NameOf(string name) => $"some/folder/{name}";
}

using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Artifacts.Azure;
using AutoCompress.Host.Artifacts.Remote;

namespace AutoCompress.Cluster.Tests.Artifacts;

public sealed class AzureArtifactStoreTests(ServerRun<Azurite> run) : RemoteVaultContract
{
    private readonly string _container = $"c{Guid.NewGuid():N}";

    private protected override string WrongSecret => Convert.ToBase64String(new byte[64]);

    protected override Task<int> ServerAsync() => run.PortAsync();

    private protected override IObjectStorage Connect(int port, TimeSpan patience) => Container(Azurite.ConnectionOf(port), patience);

    private protected override IObjectStorage WithWrongKey(TimeSpan patience) =>
        Container($"AccountName=devstoreaccount1;AccountKey={WrongSecret};BlobEndpoint=http://127.0.0.1:{Port}/devstoreaccount1", patience);

    private AzureContainer Container(string connection, TimeSpan patience)
    {
        var account = AzureAccount.Of("devstoreaccount1", name => name == "AZURE_STORAGE_CONNECTION_STRING" ? connection : null, () => throw new InvalidOperationException());
        return new((ArtifactAddress.AzureBlob)ArtifactAddress.Parse($"azblob://devstoreaccount1/{_container}/pre/fix"), account, TimeProvider.System, patience, PartBytes);
    }
}

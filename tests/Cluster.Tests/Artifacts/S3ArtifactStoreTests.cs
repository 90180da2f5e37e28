using Amazon.Runtime;
using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Artifacts.Remote;
using AutoCompress.Host.Artifacts.S3;

namespace AutoCompress.Cluster.Tests.Artifacts;

public sealed class S3ArtifactStoreTests(ServerRun<S3Server> run) : RemoteVaultContract
{
    private readonly string _prefix = Guid.NewGuid().ToString("N");

    private protected override string WrongSecret => "no-such-secret";

    [Fact]
    public async Task Tidy_UploadThatNeverEnded_IsDropped()
    {
        using var storage = Connect(Port, TimeSpan.FromMilliseconds(300));
        var name = ArtifactNames.NewGeneration(new string('a', 64));
        GoAwayAfterSending(2 * PartBytes);
        await using (var file = File.OpenRead(NewFile(Content(4 * PartBytes))))
        {
            await Assert.ThrowsAnyAsync<Exception>(() => storage.UploadAsync(name, file, None));
        }

        ComeBack();
        await storage.TidyAsync(TimeProvider.System.GetUtcNow().AddDays(-1), None);
        Assert.Equal(name, await storage.UnfinishedAsync("", None));

        await storage.TidyAsync(TimeProvider.System.GetUtcNow().AddDays(1), None);

        Assert.Null(await storage.UnfinishedAsync("", None));
    }

    protected override Task<int> ServerAsync() => run.PortAsync();

    private protected override IObjectStorage Connect(int port, TimeSpan patience) => Bucket(port, S3Server.Secret, patience);

    private protected override IObjectStorage WithWrongKey(TimeSpan patience) => Bucket(Port, WrongSecret, patience);

    private S3Bucket Bucket(int port, string secret, TimeSpan patience)
    {
        var address = (ArtifactAddress.S3)ArtifactAddress.Parse($"s3://{S3Server.Bucket}/{_prefix}?region=eu-test-1&endpoint=http://127.0.0.1:{port}");
        return new(address, S3Client.Open(address, _ => null, new BasicAWSCredentials(S3Server.Key, secret)), TimeProvider.System, patience, PartBytes);
    }
}

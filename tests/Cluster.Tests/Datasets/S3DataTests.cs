using Amazon.Runtime;
using AutoCompress.Cluster.Tests.Artifacts;
using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Artifacts.Remote;
using AutoCompress.Host.Artifacts.S3;

namespace AutoCompress.Cluster.Tests.Datasets;

public sealed class S3DataTests(ServerRun<S3Server> run) : BucketDataContract
{
    /// <summary>Amazon's client finds its keys by itself, in the process's environment.</summary>
    private readonly string?[] _before = [.. Keys.Select(key => Environment.GetEnvironmentVariable(key.Name))];

    private static (string Name, string Value)[] Keys => [("AWS_ACCESS_KEY_ID", S3Server.Key), ("AWS_SECRET_ACCESS_KEY", S3Server.Secret)];

    public override ValueTask DisposeAsync()
    {
        foreach (var ((name, _), before) in Keys.Zip(_before))
        {
            Environment.SetEnvironmentVariable(name, before);
        }

        return base.DisposeAsync();
    }

    protected override Task<int> ServerAsync()
    {
        foreach (var (name, value) in Keys)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        return run.PortAsync();
    }

    protected override Dictionary<string, string?> EnvironmentOf(int port) => new() { ["AWS_ENDPOINT_URL_S3"] = $"http://127.0.0.1:{port}" };

    private protected override IObjectStorage Connect(int port)
    {
        var address = (ArtifactAddress.S3)ArtifactAddress.Parse($"s3://{S3Server.Bucket}?endpoint=http://127.0.0.1:{port}");
        return new S3Bucket(address, S3Client.Open(address, _ => null, new BasicAWSCredentials(S3Server.Key, S3Server.Secret)), TimeProvider.System, TimeSpan.FromSeconds(5));
    }

    protected override string AddressOf(string name) => $"s3://{S3Server.Bucket}/{Prefix}/{name}";
}

using AutoCompress.Host.Artifacts;
using AutoCompress.Wire.V1;
using Google.Protobuf.WellKnownTypes;

namespace AutoCompress.Client.Remote;

/// <summary>The upkeep of the artifacts of a silo that is called over gRPC.</summary>
internal sealed class RemoteUpkeep(GrpcChannel channel) : IArtifactUpkeep
{
    /// <inheritdoc/>
    public async Task<Collection> CollectAsync(TimeSpan age, TimeSpan unused, bool isDryRun, CancellationToken cancellationToken)
    {
        var method = ArtifactServiceReflection.Descriptor.Services[0].FindMethodByName("Collect");
        var request = new CollectRequest { Age = Duration.FromTimeSpan(age), Unused = Duration.FromTimeSpan(unused), DryRun = isDryRun };
        var done = await channel.UnaryAsync<CollectRequest, CollectResponse>(method, request, CallOptions.Default, cancellationToken).ConfigureAwait(false);
        return new Collection(isDryRun, done.Removed, done.RemovedBytes, done.Kept, done.KeptBytes, done.Young, done.YoungBytes) { Forgotten = done.Forgotten };
    }
}

using AutoCompress.Host.Artifacts;

namespace AutoCompress.Cluster.Tests.Api;

/// <summary>Remembers what was asked.</summary>
internal sealed class FakeUpkeep : IArtifactUpkeep
{
    public (TimeSpan Age, TimeSpan Unused, bool IsDryRun) Asked { get; private set; }

    public Task<Collection> CollectAsync(TimeSpan age, TimeSpan unused, bool isDryRun, CancellationToken cancellationToken)
    {
        Asked = (age, unused, isDryRun);
        return Task.FromResult(new Collection(isDryRun, 1, 20, 300, 4000, 50000, 600000) { Forgotten = 7 });
    }
}

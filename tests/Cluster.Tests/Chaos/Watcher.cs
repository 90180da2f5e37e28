using System.Collections.Immutable;
using AutoCompress.Client.Remote;
using AutoCompress.Host.Studies;
using AutoCompress.Wire.Framing;

namespace AutoCompress.Cluster.Tests.Chaos;

/// <summary>Someone who watches a study over gRPC, now at this silo and now at that one, and never begins again.</summary>
internal sealed class Watcher(string study, ImmutableArray<Uri> silos, int first)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private readonly List<StudyEvent> _seen = [];

    /// <summary>What it was told, in the order in which it was told.</summary>
    public IReadOnlyList<StudyEvent> Seen => _seen;

    /// <summary>Watches until the study has ended.</summary>
    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        for (var at = first; ; at++)
        {
            using var channel = new GrpcChannel(silos[at % silos.Length]);
            try
            {
                var after = _seen.Count == 0 ? 0 : _seen[^1].Seq;
                await foreach (var happened in new RemoteStudyDirectory(channel, TimeProvider.System).WatchAsync(study, after, cancellationToken))
                {
                    _seen.Add(happened);
                }

                return;
            }
            catch (GrpcException)
            {
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }
}

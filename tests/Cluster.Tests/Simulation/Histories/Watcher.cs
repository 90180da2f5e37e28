using AutoCompress.Host.Store;
using AutoCompress.Host.Studies;

namespace AutoCompress.Cluster.Tests.Simulation.Histories;

/// <summary>Follows a study's events from afar, with interruptions: none is missing, none comes twice, and none is another one later.</summary>
internal sealed class Watcher
{
    private const int Batch = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);
    private readonly HistoryWorld _history;
    private readonly Process _process;
    private readonly RemoteStudies _studies;
    private readonly string _study;
    private readonly List<StudyEvent> _seen = [];

    public Watcher(HistoryWorld history, string study)
    {
        (_history, _study) = (history, study);
        _process = new Process(history.World, "watcher");
        _studies = new RemoteStudies(history.Network, _process, history.Store.Studies);
    }

    public void Begin()
    {
        _history.Oracle.Watched(_study, _seen);
        _process.Later(TimeSpan.Zero, () => _ = WatchAsync());
    }

    private async Task WatchAsync()
    {
        while (true)
        {
            try
            {
                foreach (var happened in await _studies.EventsAsync(_study, _seen.Count, Batch, CancellationToken.None).ConfigureAwait(false))
                {
                    if (happened.Seq != _seen.Count + 1)
                    {
                        _history.Oracle.Violate($"A watcher of {_study} saw event {happened.Seq} after event {_seen.Count}.");
                    }

                    _seen.Add(happened);
                    if (happened.State.IsFinal())
                    {
                        return;
                    }
                }
            }
            catch (StoreException)
            {
                // The cursor is kept.
            }

            await _process.Pass(Pause).ConfigureAwait(false);
        }
    }
}

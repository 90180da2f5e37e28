using AutoCompress.Host.Store;

namespace AutoCompress.Host.Archive;

/// <summary>Studies whose archive is to be brought up to date. Turns only note them here; a study that has many turns is archived once in a while.</summary>
internal sealed class ArchiveQueue(TimeProvider time)
{
    /// <summary>At most this much of a running study's history is not archived yet, while the artifact store can be written.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _noted = new(StringComparer.Ordinal);

    /// <summary>Pulses when a study has become due.</summary>
    public ChangeSignal Changed { get; } = new();

    /// <summary>The study has moved to <paramref name="seq"/>; null when its activation is over, and it is archived at once.</summary>
    public void Note(string study, long? seq)
    {
        lock (_gate)
        {
            if (seq is { } now)
            {
                if (_seen.TryGetValue(study, out var before) && before >= now)
                {
                    return;
                }

                _seen[study] = now;
                _noted.TryAdd(study, time.GetTimestamp());
                return;
            }

            _seen.Remove(study);
            _noted[study] = 0;
        }

        Changed.Pulse();
    }

    /// <summary>Takes the studies out that were noted long enough ago.</summary>
    /// <param name="all">Whether the others are taken too.</param>
    public IReadOnlyList<string> Take(bool all)
    {
        lock (_gate)
        {
            var due = _noted.Where(noted => all || noted.Value == 0 || time.GetElapsedTime(noted.Value) >= Pause).Select(noted => noted.Key).ToList();
            due.ForEach(study => _noted.Remove(study));
            return due;
        }
    }

    /// <summary>It could not be archived now: it is tried again after a pause.</summary>
    public void PutBack(string study)
    {
        lock (_gate)
        {
            _noted.TryAdd(study, time.GetTimestamp());
        }
    }
}

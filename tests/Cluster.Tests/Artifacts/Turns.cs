namespace AutoCompress.Cluster.Tests.Artifacts;

/// <summary>Lets several actors go on one at a time, in an order and with pauses that a schedule says.</summary>
internal sealed class Turns((byte Who, byte Hours)[] schedule)
{
    private readonly List<TaskCompletionSource> _waiting = [];

    public DateTimeOffset Now { get; private set; } = DateTimeOffset.UnixEpoch;

    /// <summary>Waits for the schedule; any time may pass.</summary>
    public Task NextAsync()
    {
        // Continuations run where the turn is given, so that everything happens on one thread.
        var turn = new TaskCompletionSource();
        _waiting.Add(turn);
        return turn.Task;
    }

    /// <summary>Gives turns until nobody waits any more.</summary>
    public void Run()
    {
        for (var i = 0; _waiting.Count > 0; i++)
        {
            var (who, hours) = i < schedule.Length ? schedule[i] : default;
            Now += TimeSpan.FromMinutes(10) * hours;
            var turn = _waiting[who % _waiting.Count];
            _waiting.Remove(turn);
            turn.SetResult();
        }
    }
}

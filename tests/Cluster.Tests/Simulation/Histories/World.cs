namespace AutoCompress.Cluster.Tests.Simulation.Histories;

/// <summary>Virtual time: whatever is to happen, one after the other, on the thread that runs it. Between two events no time passes.</summary>
internal sealed class World(int seed, bool keepsText) : TimeProvider
{
    private static readonly DateTimeOffset Beginning = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<(Process? Owner, Action Action), (long Ticks, long Order)> _events = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private long _order;

    /// <summary>Since the history began.</summary>
    public TimeSpan Now { get; private set; }

    public Random Random { get; } = new(seed);

    public Trace Trace { get; } = new(keepsText);

    public override DateTimeOffset GetUtcNow() => Beginning + Now;

    /// <param name="owner">Whose code it is: a dead process does nothing, a stopped one does it when it wakes. Null for what is no process.</param>
    public void Later(TimeSpan delay, Process? owner, Action action)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            throw new InvalidOperationException("Something went on on another thread: the history cannot be repeated.");
        }

        _events.Enqueue((owner, action), ((Now + delay).Ticks, _order++));
    }

    /// <returns>False when nothing is left to happen.</returns>
    public bool Step()
    {
        if (!_events.TryDequeue(out var next, out var at))
        {
            return false;
        }

        Now = TimeSpan.FromTicks(at.Ticks);
        if (next.Owner is not { } owner)
        {
            next.Action();
        }
        else if (!owner.IsDead)
        {
            owner.Do(next.Action);
        }

        return true;
    }

    public bool Chance(double probability) => probability > 0 && Random.NextDouble() < probability;

    public TimeSpan Between(double from, double to) => TimeSpan.FromSeconds(from + (to - from) * Random.NextDouble());
}

namespace AutoCompress.Cluster.Tests.Simulation.Histories;

/// <summary>One life of a program: it runs, is stopped and goes on, or is dead and does nothing any more, wherever in its code it was.</summary>
internal sealed class Process
{
    private readonly World _world;
    private List<Action>? _held;

    /// <param name="rate">Seconds of its clock for each second.</param>
    /// <param name="offset">Of its wall clock.</param>
    public Process(World world, string name, double rate = 1, TimeSpan offset = default)
    {
        (_world, Name) = (world, name);
        Clock = new ProcessClock(world, this, rate, offset);
    }

    public string Name { get; }

    /// <summary>As the process sees it.</summary>
    public TimeProvider Clock { get; }

    public bool IsDead { get; private set; }

    public bool IsStopped => _held is not null;

    /// <summary>When it last went on after it was stopped.</summary>
    public TimeSpan WokeAt { get; private set; } = TimeSpan.MinValue;

    public void Do(Action action)
    {
        if (_held is { } held)
        {
            held.Add(action);
        }
        else
        {
            action();
        }
    }

    public void Later(TimeSpan delay, Action action) => _world.Later(delay, this, action);

    /// <summary>Done after so much of the world's time.</summary>
    public Task Pass(TimeSpan time)
    {
        var passed = new TaskCompletionSource();
        Later(time, passed.SetResult);
        return passed.Task;
    }

    /// <summary>Done after so much of its own time, or cancelled. A delay of .NET goes on elsewhere when it is cancelled.</summary>
    public async Task Sleep(TimeSpan time, CancellationToken cancellationToken)
    {
        var over = new TaskCompletionSource();
        await using var timer = Clock.CreateTimer(_ => over.TrySetResult(), null, time, Timeout.InfiniteTimeSpan).ConfigureAwait(false);
        var registration = cancellationToken.Register(() => over.TrySetCanceled(cancellationToken));
        try
        {
            await over.Task.ConfigureAwait(false);
        }
        finally
        {
            registration.Unregister();
        }
    }

    public void Kill() => IsDead = true;

    public void Stop() => _held ??= [];

    /// <summary>Goes on: what would have happened meanwhile happens now, in any order.</summary>
    public void Wake()
    {
        if (_held is not { } held)
        {
            return;
        }

        (_held, WokeAt) = (null, _world.Now);
        var actions = held.ToArray();
        _world.Random.Shuffle(actions);
        foreach (var action in actions)
        {
            Later(TimeSpan.Zero, action);
        }
    }
}

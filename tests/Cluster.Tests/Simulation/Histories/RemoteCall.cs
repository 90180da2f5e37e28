using AutoCompress.Host.Store;

namespace AutoCompress.Cluster.Tests.Simulation.Histories;

/// <summary>One call of the store from afar. What the caller knows is what <c>PostgresDatabase</c> lets it know.</summary>
/// <remarks>
/// A request that does not arrive is sent again; a write that got no answer is looked up, and its answer stands. Who is cancelled before the
/// write was done has done nothing. Who has tried for too long hears of a <see cref="StoreException"/>, and does not know what was done or
/// will be.
/// </remarks>
internal sealed class RemoteCall<T>(
    World world, Network network, Process caller, string name, string about, Func<Task<T>> serve, bool writes, TimeSpan patience)
{
    private readonly TaskCompletionSource<T> _answer = new();
    private bool _cancelled;
    private bool _served;
    private bool _unsure;
    private bool _limited;

    public Task<T> Send(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        if (cancellationToken.CanBeCanceled)
        {
            return WithAsync(cancellationToken);
        }

        Try();
        return _answer.Task;
    }

    private async Task<T> WithAsync(CancellationToken cancellationToken)
    {
        var registration = cancellationToken.Register(() => Cancel(cancellationToken));
        try
        {
            Try();
            return await _answer.Task.ConfigureAwait(false);
        }
        finally
        {
            // Disposing would wait on another thread for a cancellation that goes on here.
            registration.Unregister();
        }
    }

    private void Cancel(CancellationToken cancellationToken)
    {
        if (!_served || _unsure)
        {
            _cancelled = !_served;
            _answer.TrySetCanceled(cancellationToken);
        }
    }

    private void Try()
    {
        if (_cancelled || _answer.Task.IsCompleted)
        {
            return;
        }

        if (world.Chance(network.Plan.LostRequest))
        {
            Retry();
        }
        else if (writes && world.Chance(network.Plan.Late))
        {
            Limit();
            world.Later(world.Between(1, 200), null, Arrive);
        }
        else
        {
            world.Later(world.Between(0.001, 0.02), null, Arrive);
        }
    }

    private void Retry()
    {
        Limit();
        caller.Later(world.Between(0.1, 3), Try);
    }

    /// <summary>From the first trouble on the caller looks at its clock.</summary>
    private void Limit()
    {
        if (!_limited)
        {
            _limited = true;
            caller.Later(patience, () => _answer.TrySetException(new StoreException("The store cannot be reached.")));
        }
    }

    private void Arrive()
    {
        if (_cancelled)
        {
            return;
        }

        if (network.IsOut)
        {
            Retry();
            return;
        }

        var again = !_served && writes && world.Chance(network.Plan.Twice);
        _ = ServeAsync(isAnswered: !again);
        if (again)
        {
            _unsure = true;
            Retry();
        }
    }

    private async Task ServeAsync(bool isAnswered)
    {
        _served = true;
        world.Trace.Add(world.Now, caller.Name, name, about);
        T value;
        try
        {
            // The store answers at once: nothing is awaited here.
            value = await serve();
        }
        catch (InvalidOperationException problem)
        {
            Answer(isAnswered, () => _answer.TrySetException(problem));
            return;
        }

        Answer(isAnswered, () => _answer.TrySetResult(value));
    }

    private void Answer(bool isAnswered, Action answer)
    {
        if (!isAnswered)
        {
            return;
        }

        _unsure = world.Chance(network.Plan.LostAnswer);
        if (_unsure)
        {
            Limit();
        }

        caller.Later(_unsure ? world.Between(0.5, 5) : world.Between(0.001, 0.02), answer);
    }
}

namespace AutoCompress.Host.Store;

/// <summary>Wakes everyone who waits for something to change. Take <see cref="Next"/> before looking, then await it: no change is missed.</summary>
/// <param name="waiters">Where those who wait go on; default on the pool, so that none holds up who pulses.</param>
internal sealed class ChangeSignal(TaskCreationOptions waiters = TaskCreationOptions.RunContinuationsAsynchronously)
{
    private TaskCompletionSource _next = new(waiters);

    public Task Next => Volatile.Read(ref _next).Task;

    public void Pulse() => Interlocked.Exchange(ref _next, new(waiters)).TrySetResult();
}

namespace AutoCompress.Host.Store;

/// <summary>Wakes everyone who waits for something to change. Take <see cref="Next"/> before looking, then await it: no change is missed.</summary>
internal sealed class ChangeSignal
{
    private TaskCompletionSource _next = Fresh();

    public Task Next => Volatile.Read(ref _next).Task;

    public void Pulse() => Interlocked.Exchange(ref _next, Fresh()).TrySetResult();

    private static TaskCompletionSource Fresh() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

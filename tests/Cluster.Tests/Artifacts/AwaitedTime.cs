namespace AutoCompress.Cluster.Tests.Artifacts;

/// <summary>The real time, which tells when somebody has begun a pause between two attempts.</summary>
internal sealed class AwaitedTime : TimeProvider
{
    private static readonly TimeSpan PausesAtMost = TimeSpan.FromSeconds(10);
    private readonly TaskCompletionSource _waited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Waited => _waited.Task;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // A timeout is no pause.
        if (dueTime > TimeSpan.Zero && dueTime < PausesAtMost)
        {
            _waited.TrySetResult();
        }

        return base.CreateTimer(callback, state, dueTime, period);
    }
}

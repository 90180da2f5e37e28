namespace AutoCompress.Host.Silos;

/// <summary>Lets asynchronous sections run one after the other, in the order in which they came.</summary>
/// <param name="waiters">Where they go on.</param>
internal sealed class OneAtATime(TaskCreationOptions waiters)
{
    private Task _last = Task.CompletedTask;

    public async Task<T> RunAsync<T>(Func<Task<T>> section)
    {
        var done = new TaskCompletionSource(waiters);
        var before = Interlocked.Exchange(ref _last, done.Task);
        await before.ConfigureAwait(false);
        try
        {
            return await section().ConfigureAwait(false);
        }
        finally
        {
            done.SetResult();
        }
    }
}

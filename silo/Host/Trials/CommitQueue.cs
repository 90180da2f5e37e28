using System.Collections.Immutable;
using AutoCompress.Host.Store;

namespace AutoCompress.Host.Trials;

/// <summary>Gathers the results of steps that end while others are being written, and writes them together: one transaction for all of them.</summary>
/// <remarks>A result that comes alone is written at once.</remarks>
internal sealed class CommitQueue(IWorkStore work)
{
    private readonly Lock _lock = new();
    private List<(FinishedStep Step, TaskCompletionSource<bool> Written)> _waiting = [];
    private bool _writing;

    /// <returns>False when the lease was lost: nothing was written.</returns>
    /// <exception cref="StoreException">The store cannot be written any more.</exception>
    public Task<bool> CommitAsync(FinishedStep step)
    {
        var written = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.Add((step, written));
            if (_writing)
            {
                return written.Task;
            }

            _writing = true;
        }

        _ = WriteAsync();
        return written.Task;
    }

    private async Task WriteAsync()
    {
        while (Next() is { Count: > 0 } batch)
        {
            try
            {
                var held = await work.CommitAsync([.. batch.Select(one => one.Step)], CancellationToken.None).ConfigureAwait(false);
                foreach (var ((_, written), answer) in batch.Zip(held))
                {
                    written.SetResult(answer);
                }
            }
            catch (Exception problem)
            {
                // Whoever waits for its result hears of it; the next batch may fare better.
                foreach (var (_, written) in batch)
                {
                    written.SetException(problem);
                }
            }
        }
    }

    private List<(FinishedStep Step, TaskCompletionSource<bool> Written)> Next()
    {
        lock (_lock)
        {
            var batch = _waiting;
            _waiting = [];
            _writing = batch.Count > 0;
            return batch;
        }
    }
}

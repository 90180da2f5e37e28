using System.Collections.Concurrent;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Native.Torch;

/// <summary>One OS thread for libtorch: its grad mode, its thread count and its OpenMP team belong to the thread that calls it.</summary>
internal sealed class TorchThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;

    /// <param name="threads">Threads inside an operator, ≥ 1.</param>
    public TorchThread(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _thread = new Thread(() => Loop(threads)) { IsBackground = true, Name = "torch" };
        _thread.Start();
    }

    /// <summary>Runs <paramref name="body"/> on the thread, after what was given to it before.</summary>
    /// <exception cref="StepFailureException">The native library is missing.</exception>
    public Task<T> Run<T>(Func<T> body)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() => Complete(body, completion));
        return completion.Task;
    }

    /// <summary>Ends the thread after the work that it was given.</summary>
    public void Dispose() => _work.CompleteAdding();

    private static void Complete<T>(Func<T> body, TaskCompletionSource<T> completion)
    {
        try
        {
            completion.SetResult(body());
        }
        catch (OperationCanceledException e)
        {
            completion.SetCanceled(e.CancellationToken);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            completion.SetException(Missing(e));
        }
        catch (Exception e)
        {
            completion.SetException(e);
        }
    }

    private static StepFailureException Missing(Exception e) => new(
        FailureCause.MissingDevice,
        "libautocompress_torch.so or libtorch cannot be loaded: run 'make' to build it (it needs Debian's g++ and libtorch-dev). " + e.Message,
        e);

    private void Loop(int threads)
    {
        var ready = false;
        foreach (var work in _work.GetConsumingEnumerable())
        {
            if (!ready)
            {
                ready = TrySetThreads(threads);
            }

            work();
        }

        _work.Dispose();
    }

    /// <summary>A missing library is reported by the work itself.</summary>
    private static bool TrySetThreads(int threads)
    {
        try
        {
            Torch.Threads = threads;
            return true;
        }
        catch (DllNotFoundException)
        {
            return false;
        }
    }
}

using System.Runtime.ExceptionServices;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace AutoCompress.Host.Artifacts;

/// <summary>Rides out an artifact store that is away, throttles or stumbles, with growing and jittered pauses.</summary>
/// <param name="limit">From the first failure of one request on; then the last failure is thrown.</param>
internal sealed class Patience(Func<Exception, bool> isPassing, TimeSpan limit, TimeProvider time)
{
    /// <summary>Longer than a restart or a failover takes, as for the database.</summary>
    public static readonly TimeSpan Default = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(3);

    private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddTimeout(limit)
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = attempt => ValueTask.FromResult(attempt.Outcome.Exception is { } problem && isPassing(problem)),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = FirstPause,
            MaxDelay = LongestPause,
            MaxRetryAttempts = int.MaxValue,
        })
        .Build();

    /// <param name="attempt">May run again: it must start from where things stand.</param>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        ExceptionDispatchInfo? last = null;
        try
        {
            return await _pipeline.ExecuteAsync(
                async token =>
                {
                    try
                    {
                        return await attempt(token).ConfigureAwait(false);
                    }
                    catch (Exception problem) when (isPassing(problem))
                    {
                        last = ExceptionDispatchInfo.Capture(problem);
                        throw;
                    }
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutRejectedException)
        {
            last?.Throw();
            throw new TimeoutException($"There was no answer for {limit.TotalSeconds:0} s.");
        }
    }
}

using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace AutoCompress.Host.Api.Standard;

/// <summary>Which services can be called now; the empty name stands for the silo as a whole.</summary>
internal sealed class HealthStatus
{
    private readonly Lock _lock = new();
    private ImmutableDictionary<string, ServingStatus> _status = ImmutableDictionary<string, ServingStatus>.Empty;
    private TaskCompletionSource _changed = NewSignal();

    public void Set(string service, bool serving)
    {
        lock (_lock)
        {
            _status = _status.SetItem(service, serving ? ServingStatus.Serving : ServingStatus.NotServing);
            _changed.SetResult();
            _changed = NewSignal();
        }
    }

    /// <summary>The status of <paramref name="service"/>, or null when there is no such service.</summary>
    public ServingStatus? Get(string service)
    {
        lock (_lock)
        {
            return _status.TryGetValue(service, out var status) ? status : null;
        }
    }

    /// <summary>The status now and each later one, until cancelled.</summary>
    public async IAsyncEnumerable<ServingStatus> WatchAsync(string service, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ServingStatus? last = null;
        while (true)
        {
            Task changed;
            ServingStatus status;
            lock (_lock)
            {
                changed = _changed.Task;
                status = _status.GetValueOrDefault(service, ServingStatus.ServiceUnknown);
            }

            if (status != last)
            {
                yield return status;
                last = status;
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using AutoCompress.Host.Api.Mapping;
using AutoCompress.Host.Silos;
using AutoCompress.Host.Studies;
using AutoCompress.Host.Tenants;
using AutoCompress.Studies;
using AutoCompress.Trials;
using AutoCompress.Wire.Framing;
using AutoCompress.Wire.Mapping;
using AutoCompress.Wire.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using FrontReport = AutoCompress.Studies.FrontReport;
using StudySpec = AutoCompress.Studies.StudySpec;
using TenantLimits = AutoCompress.Host.Tenants.TenantLimits;
using Trial = AutoCompress.Trials.Trial;

namespace AutoCompress.Client.Remote;

/// <summary>The studies of a silo that is called over gRPC.</summary>
/// <param name="time">Waits between attempts to watch on after a connection broke.</param>
internal sealed class RemoteStudyDirectory(GrpcChannel channel, TimeProvider time) : IStudyDirectory
{
    private const int WatchAttempts = 10;

    private static readonly CallOptions Options = new() { Deadline = TimeSpan.FromSeconds(60) };
    private static readonly TimeSpan WatchPause = TimeSpan.FromSeconds(1);
    private static readonly ServiceDescriptor Service = StudyServiceReflection.Descriptor.Services[0];

    public async Task<Submission> SubmitAsync(StudySpec spec, string? idempotencyKey, CancellationToken cancellationToken)
    {
        try
        {
            var request = new SubmitRequest { Spec = spec.ToProto(), IdempotencyKey = idempotencyKey ?? "" };

            // The server may have to fetch the data first.
            var response = await channel.UnaryAsync<SubmitRequest, SubmitResponse>(
                Service.FindMethodByName("Submit"), request, CallOptions.Default, cancellationToken).ConfigureAwait(false);
            return new Submission.Accepted(response.Study.FromProto(), !response.AlreadyThere);
        }
        catch (GrpcException exception) when (exception.Code == GrpcCode.InvalidArgument && exception.Status.Detail<BadRequest>() is { } details)
        {
            return new Submission.Refused([.. details.FieldViolations.Select(violation => violation.Description)]);
        }
    }

    public async Task<StudyStatus?> FindAsync(string id, CancellationToken cancellationToken) =>
        await FoundAsync(async () =>
            (await AskAsync<GetRequest, GetResponse>("Get", new() { Study = id }, cancellationToken).ConfigureAwait(false)).Study.FromProto()).ConfigureAwait(false);

    public async Task<ImmutableArray<StudyStatus>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await AskAsync<ListRequest, ListResponse>("List", new(), cancellationToken).ConfigureAwait(false)).Studies.Select(StudyMapping.FromProto)];

    public async Task<ImmutableArray<Trial>> TrialsAsync(string id, CancellationToken cancellationToken)
    {
        var found = await FoundAsync(() => AskAsync<TrialsRequest, TrialsResponse>("Trials", new() { Study = id }, cancellationToken)).ConfigureAwait(false);
        return found is null ? [] : [.. found.Trials.Select(TrialMapping.FromProto)];
    }

    public async Task<ImmutableArray<StepStatus>> StepsAsync(string id, CancellationToken cancellationToken)
    {
        var found = await FoundAsync(() => AskAsync<StepsRequest, StepsResponse>("Steps", new() { Study = id }, cancellationToken)).ConfigureAwait(false);
        return found is null ? [] : [.. found.Steps.Select(StudyMapping.FromProto)];
    }

    public async Task<FrontReport?> FrontAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            var found = await FoundAsync(() => AskAsync<FrontRequest, FrontResponse>("Front", new() { Study = id }, cancellationToken)).ConfigureAwait(false);
            return found?.Report.FromProto();
        }
        catch (GrpcException exception) when (exception.Code == GrpcCode.FailedPrecondition)
        {
            return null;
        }
    }

    public async Task<ImmutableArray<string>> DecisionsAsync(string id, CancellationToken cancellationToken)
    {
        var found = await FoundAsync(async () =>
        {
            var decisions = new List<string>();
            var responses = channel.ServerStreamAsync<DecisionsRequest, DecisionsResponse>(
                Service.FindMethodByName("Decisions"), new() { Study = id }, CallOptions.Default, cancellationToken);
            await foreach (var response in responses.ConfigureAwait(false))
            {
                decisions.Add(response.Decision);
            }

            return decisions;
        }).ConfigureAwait(false);
        return [.. found ?? []];
    }

    /// <summary>Watches on from the last event when the connection breaks, for as long as the silo comes back within some seconds.</summary>
    public async IAsyncEnumerable<StudyEvent> WatchAsync(string id, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var events = channel.ServerStreamAsync<WatchRequest, WatchResponse>(
                Service.FindMethodByName("Watch"), new() { Study = id, Cursor = after }, CallOptions.Default, cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using (events.ConfigureAwait(false))
            {
                while (await NextAsync(events, id, attempt).ConfigureAwait(false) is { } next)
                {
                    if (!next)
                    {
                        yield break;
                    }

                    var change = events.Current.Event.FromProto(id);
                    (after, attempt) = (change.Seq, 1);
                    yield return change;
                }
            }

            await Task.Delay(WatchPause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    public Task<StudyChange> PauseAsync(string id, CancellationToken cancellationToken) => ChangeAsync(async () =>
        (await AskAsync<PauseRequest, PauseResponse>("Pause", new() { Study = id }, cancellationToken).ConfigureAwait(false)).Changed);

    public Task<StudyChange> ResumeAsync(string id, CancellationToken cancellationToken) => ChangeAsync(async () =>
        (await AskAsync<ResumeRequest, ResumeResponse>("Resume", new() { Study = id }, cancellationToken).ConfigureAwait(false)).Changed);

    public Task<StudyChange> PrioritiseAsync(string id, int priority, CancellationToken cancellationToken) => ChangeAsync(async () =>
        (await AskAsync<SetPriorityRequest, SetPriorityResponse>("SetPriority", new() { Study = id, Priority = priority }, cancellationToken).ConfigureAwait(false)).Changed);

    public Task<StudyChange> CancelAsync(string id, CancellationToken cancellationToken) => ChangeAsync(async () =>
        (await AskAsync<CancelRequest, CancelResponse>("Cancel", new() { Study = id }, cancellationToken).ConfigureAwait(false)).Changed);

    public async Task<ImmutableArray<SiloStatus>> SilosAsync(CancellationToken cancellationToken) =>
        [.. (await AskClusterAsync<SilosRequest, SilosResponse>("Silos", new(), cancellationToken).ConfigureAwait(false)).Silos.Select(SiloMapping.FromProto)];

    public async Task<ImmutableArray<TenantStatus>> TenantsAsync(CancellationToken cancellationToken) =>
        [.. (await AskClusterAsync<TenantsRequest, TenantsResponse>("Tenants", new(), cancellationToken).ConfigureAwait(false)).Tenants.Select(TenantMapping.FromProto)];

    public Task SetTenantAsync(string tenant, TenantLimits limits, CancellationToken cancellationToken) =>
        AskClusterAsync<SetTenantRequest, SetTenantResponse>("SetTenant", new() { Tenant = tenant, Limits = limits.ToProto() }, cancellationToken);

    /// <summary>True for an event, false at the end, null when the connection broke and may come back.</summary>
    private static async Task<bool?> NextAsync(IAsyncEnumerator<WatchResponse> events, string id, int attempt)
    {
        try
        {
            return await events.MoveNextAsync().ConfigureAwait(false);
        }
        catch (GrpcException exception) when (exception.Code == GrpcCode.NotFound)
        {
            throw new KeyNotFoundException($"There is no study '{id}'.", exception);
        }
        catch (GrpcException exception) when (exception.Code == GrpcCode.Unavailable && attempt < WatchAttempts)
        {
            return null;
        }
    }

    private static async Task<T?> FoundAsync<T>(Func<Task<T>> ask) where T : class
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (GrpcException exception) when (exception.Code == GrpcCode.NotFound)
        {
            return null;
        }
    }

    private static async Task<StudyChange> ChangeAsync(Func<Task<bool>> order)
    {
        try
        {
            return await order().ConfigureAwait(false) ? StudyChange.Applied : StudyChange.Unchanged;
        }
        catch (GrpcException exception) when (exception.Code == GrpcCode.FailedPrecondition)
        {
            return StudyChange.Finished;
        }
        catch (GrpcException exception) when (exception.Code == GrpcCode.NotFound)
        {
            return StudyChange.NotFound;
        }
    }

    private Task<TResponse> AskClusterAsync<TRequest, TResponse>(string method, TRequest request, CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        channel.UnaryAsync<TRequest, TResponse>(ClusterServiceReflection.Descriptor.Services[0].FindMethodByName(method), request, Options, cancellationToken);

    private Task<TResponse> AskAsync<TRequest, TResponse>(string method, TRequest request, CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        channel.UnaryAsync<TRequest, TResponse>(Service.FindMethodByName(method), request, Options, cancellationToken);
}

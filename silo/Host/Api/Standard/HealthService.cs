using AutoCompress.Host.Api.Transport;
using AutoCompress.Wire.Framing;
using Grpc.Health.V1;

namespace AutoCompress.Host.Api.Standard;

/// <summary>grpc.health.v1, which load balancers and Kubernetes ask.</summary>
internal static class HealthService
{
    public static GrpcService Create(HealthStatus health) => new GrpcService(HealthReflection.Descriptor.Services[0])
        .Unary<HealthCheckRequest, HealthCheckResponse>("Check", (request, _) => Task.FromResult(new HealthCheckResponse
        {
            Status = health.Get(request.Service)
                ?? throw new GrpcException(GrpcCode.NotFound, $"There is no service '{request.Service}'."),
        }))
        .ServerStream<HealthCheckRequest, HealthCheckResponse>("Watch", (request, call) => WatchAsync(health, request.Service, call));

    private static async IAsyncEnumerable<HealthCheckResponse> WatchAsync(HealthStatus health, string service, ServerCall call)
    {
        await foreach (var status in health.WatchAsync(service, call.CancellationToken).ConfigureAwait(false))
        {
            yield return new HealthCheckResponse { Status = status };
        }
    }
}

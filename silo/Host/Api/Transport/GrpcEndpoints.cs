using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AutoCompress.Host.Api.Transport;

/// <summary>Maps services of the proto to endpoints of ASP.NET, so that its middleware and authorisation apply to them.</summary>
internal static class GrpcEndpoints
{
    /// <summary>One endpoint a method; any other path that a gRPC client calls is answered UNIMPLEMENTED.</summary>
    public static void MapGrpc(this IEndpointRouteBuilder endpoints, int receiveLimit, IEnumerable<GrpcService> services)
    {
        var stopping = endpoints.ServiceProvider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var log = endpoints.ServiceProvider.GetRequiredService<ILogger<GrpcEndpoint>>();
        var time = endpoints.ServiceProvider.GetService<TimeProvider>() ?? TimeProvider.System;
        foreach (var service in services)
        {
            foreach (var (path, handler) in service.Handlers)
            {
                var method = service.Descriptor.FindMethodByName(path[(path.LastIndexOf('/') + 1)..]);
                endpoints.MapPost(path, new GrpcEndpoint(handler, method.IsServerStreaming, receiveLimit, time, log, stopping).InvokeAsync)
                    .WithDisplayName($"gRPC {path}");
            }
        }

        endpoints.MapPost("{service}/{method}", GrpcEndpoint.Unimplemented).WithDisplayName("gRPC: no such method");
    }
}

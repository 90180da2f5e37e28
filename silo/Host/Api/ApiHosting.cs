using System.Security.Cryptography.X509Certificates;
using AutoCompress.Artifacts;
using AutoCompress.Host.Api.Services;
using AutoCompress.Host.Api.Standard;
using AutoCompress.Host.Api.Transport;
using AutoCompress.Host.Archive;
using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Studies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace AutoCompress.Host.Api;

/// <summary>The silo's gRPC server.</summary>
public static class ApiHosting
{
    private const int StreamsPerConnection = 1000;
    private const int StreamWindow = 1024 * 1024;

    /// <summary>Makes Kestrel listen for gRPC at <see cref="ApiOptions.Address"/>.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The certificate or its key cannot be read.</exception>
    public static void AddAutoCompressApi(this WebApplicationBuilder builder, ApiOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        var certificate = options.Certificate is { } path ? X509Certificate2.CreateFromPemFile(path, options.Key) : null;
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<HealthStatus>();
        builder.Services.AddRoutingCore();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // Over HTTP/2 the rate of responses can be lifted only for the whole server.
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.Http2.MaxStreamsPerConnection = StreamsPerConnection;
            kestrel.Limits.Http2.InitialStreamWindowSize = StreamWindow;
            kestrel.Limits.Http2.InitialConnectionWindowSize = 2 * StreamWindow;
            kestrel.Listen(options.Address, listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                if (certificate is not null)
                {
                    listen.UseHttps(certificate);
                }
            });
        });
    }

    /// <summary>Maps the services of autocompress.v1 over the container's <see cref="IStudyDirectory"/>, <see cref="IStudyArchive"/> and <see cref="IArtifactStore"/>.</summary>
    public static void MapAutoCompressApi(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var studies = app.Services.GetRequiredService<IStudyDirectory>();
        app.MapGrpcServices(
            new StudyService(studies).Bind(),
            new ArtifactService(app.Services.GetRequiredService<IArtifactStore>(), app.Services.GetRequiredService<PartialUploads>(), app.Services.GetRequiredService<IArtifactUpkeep>()).Bind(),
            new ClusterService(studies).Bind(),
            new ArchiveService(app.Services.GetRequiredService<IStudyArchive>()).Bind());
    }

    /// <summary>Maps <paramref name="services"/> with grpc.health.v1 and grpc.reflection.v1 beside them.</summary>
    internal static void MapGrpcServices(this WebApplication app, params IReadOnlyList<GrpcService> services)
    {
        var health = app.Services.GetRequiredService<HealthStatus>();
        var all = services.Append(HealthService.Create(health)).ToList();
        all.Add(ReflectionService.Create([.. all.Select(service => service.Descriptor)]));
        app.MapGrpc(app.Services.GetRequiredService<ApiOptions>().ReceiveLimit, all);

        var lifetime = app.Services.GetRequiredService<IHostApplicationLifetime>();
        lifetime.ApplicationStarted.Register(() => SetAll(true));
        lifetime.ApplicationStopping.Register(() => SetAll(false));

        void SetAll(bool serving)
        {
            foreach (var name in all.Select(service => service.Descriptor.FullName).Prepend(""))
            {
                health.Set(name, serving);
            }
        }
    }
}

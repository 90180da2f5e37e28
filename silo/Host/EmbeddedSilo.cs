using AutoCompress.Artifacts;
using AutoCompress.Host.Silos;
using AutoCompress.Host.Store;
using AutoCompress.Host.Studies;
using AutoCompress.Host.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AutoCompress.Host;

/// <summary>A whole cluster in this process: one silo, SQLite and a folder of artifacts.</summary>
public sealed class EmbeddedSilo : IAsyncDisposable
{
    private readonly IHost _host;
    private bool _stopped;

    private EmbeddedSilo(IHost host) => _host = host;

    public IStudyDirectory Studies => _host.Services.GetRequiredService<IStudyDirectory>();

    public IArtifactStore Artifacts => _host.Services.GetRequiredService<IArtifactStore>();

    /// <summary>Why the silo had to stop; null while it works.</summary>
    public StoreException? Problem => _host.Services.GetRequiredService<SiloHealth>().Problem;

    /// <summary>Starts the silo on what <paramref name="folder"/> holds from earlier.</summary>
    /// <exception cref="StoreException">Another process has the folder, or it cannot be written.</exception>
    public static async Task<EmbeddedSilo> StartAsync(string folder, CancellationToken cancellationToken)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new() { DisableDefaults = true });
        builder.Logging.AddLogFile(Path.Combine(folder, "silo.log"));
        builder.Services.AddAutoCompress(new SiloPlaces(folder) { AllowsCommands = true });
        var silo = new EmbeddedSilo(builder.Build());
        await silo._host.StartAsync(cancellationToken).ConfigureAwait(false);
        return silo;
    }

    /// <summary>Hands running steps back and stops; the directory can still be read.</summary>
    public async Task StopAsync()
    {
        if (!_stopped)
        {
            _stopped = true;
            await _host.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        if (_host is IAsyncDisposable host)
        {
            await host.DisposeAsync().ConfigureAwait(false);
        }
    }
}

using AutoCompress.Host.Store;
using Microsoft.Extensions.Hosting;

namespace AutoCompress.Host.Silos;

/// <summary>Runs the silo as long as the host runs, and stops the host when the silo cannot go on.</summary>
internal sealed class SiloService(Silo silo, SiloHealth health, IHostApplicationLifetime lifetime) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await silo.RunAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (StoreException problem)
        {
            health.Problem = problem;
            lifetime.StopApplication();
        }
    }
}

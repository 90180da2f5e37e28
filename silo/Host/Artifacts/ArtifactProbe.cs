using System.Globalization;
using AutoCompress.Host.Store;
using AutoCompress.Host.Workers;

namespace AutoCompress.Host.Artifacts;

/// <summary>Looks whether an artifact store can be used, for a person.</summary>
public static class ArtifactProbe
{
    /// <summary>Somebody waits in front of a terminal.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <returns>What is there.</returns>
    /// <exception cref="StoreException">It cannot be used; the message says why.</exception>
    public static async Task<string> LookAsync(ArtifactAddress address, CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder();
        var time = TimeProvider.System;
        var options = new ArtifactOptions(address, folder.Path) { Patience = Patience };
        var vault = ArtifactVaults.Open(options, options.OpenCache(), time);
        using var end = vault as IDisposable;
        var since = time.GetTimestamp();
        await vault.NowAsync(cancellationToken).ConfigureAwait(false);
        var trip = time.GetElapsedTime(since).TotalMilliseconds;
        var mark = await vault.Documents.ReadAsync(ArtifactCheck.Document, cancellationToken).ConfigureAwait(false);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{vault.Place}, {(mark is null ? "no cluster's yet: the first silo marks it" : "a cluster's artifacts")}, {trip:0.0} ms to write and look");
    }
}

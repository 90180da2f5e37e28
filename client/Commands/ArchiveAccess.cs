using System.CommandLine;
using AutoCompress.Client.Remote;
using AutoCompress.Host;
using AutoCompress.Host.Archive;

namespace AutoCompress.Client.Commands;

/// <summary>Where the commands about whole studies work: in this process on a data folder, or through a server.</summary>
internal static class ArchiveAccess
{
    /// <summary>Adds the options to <paramref name="command"/>.</summary>
    public static Command OnArchive(this Command command)
    {
        command.Options.Add(LocalOptions.Data);
        command.Options.Add(StoreOptions.Store);
        command.Options.Add(ArtifactsOption.Artifacts);
        return command.CallsServer();
    }

    /// <summary>Runs <paramref name="work"/> on the archive that the options name.</summary>
    public static Task<T> UseAsync<T>(ParseResult parse, Func<IStudyArchive, Task<T>> work, CancellationToken cancellationToken) =>
        UseAsync(parse, work, places => LocalArchive.OpenAsync(places, takeOver: false, cancellationToken));

    /// <summary>The same for an artifact store whose database may be lost: the one that the options name takes it over if it is new.</summary>
    public static Task<T> TakeOverAsync<T>(ParseResult parse, Func<IStudyArchive, Task<T>> work, CancellationToken cancellationToken) =>
        UseAsync(parse, work, places => LocalArchive.OpenAsync(places, takeOver: true, cancellationToken));

    /// <summary>The same for an artifact store that is only looked at.</summary>
    public static Task<T> LookAsync<T>(ParseResult parse, Func<IStudyArchive, Task<T>> work, CancellationToken cancellationToken) =>
        UseAsync(parse, work, places => LocalArchive.LookAsync(places, cancellationToken));

    private static async Task<T> UseAsync<T>(ParseResult parse, Func<IStudyArchive, Task<T>> work, Func<SiloPlaces, Task<LocalArchive>> open)
    {
        if (LocalOptions.PlacesOf(parse) is not { } places)
        {
            using var channel = ServerOptions.Connect(parse);
            return await work(new RemoteArchive(channel)).ConfigureAwait(false);
        }

        var local = await open(places).ConfigureAwait(false);
        await using (local.ConfigureAwait(false))
        {
            if (local.HasTakenOver)
            {
                await Console.Error.WriteLineAsync(
                    "These artifacts belonged to another database; they are this one's now, and silos of the other are refused when they start.").ConfigureAwait(false);
            }

            return await work(local.Studies).ConfigureAwait(false);
        }
    }
}

using System.CommandLine;
using AutoCompress.Client.Remote;
using AutoCompress.Host;
using AutoCompress.Host.Tenants;

namespace AutoCompress.Client.Commands;

/// <summary>Where a command about tenants finds them: at a server, or in the data folder of a silo that does not run.</summary>
internal static class TenantAccess
{
    /// <summary>Adds the options to <paramref name="command"/>.</summary>
    public static Command AsksTenants(this Command command)
    {
        command.Options.Add(LocalOptions.Data);
        command.Options.Add(StoreOptions.Store);
        return command.CallsServer();
    }

    /// <exception cref="Host.Store.StoreException">Another process has the folder, or the store cannot be used.</exception>
    public static async Task<T> AskAsync<T>(ParseResult parse, Func<ITenantDirectory, Task<T>> ask)
    {
        if (LocalOptions.PlacesOf(parse) is { } places)
        {
            var local = new LocalTenants(places);
            await using (local.ConfigureAwait(false))
            {
                return await ask(local).ConfigureAwait(false);
            }
        }

        using var channel = ServerOptions.Connect(parse);
        return await ask(new RemoteStudyDirectory(channel, TimeProvider.System)).ConfigureAwait(false);
    }
}

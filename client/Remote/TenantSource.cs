using System.CommandLine;
using AutoCompress.Client.Commands;
using AutoCompress.Host;
using AutoCompress.Host.Tenants;

namespace AutoCompress.Client.Remote;

/// <summary>Where a command about tenants finds them: at a server, or in the data folder of a silo that does not run.</summary>
internal static class TenantSource
{
    private static readonly Option<DirectoryInfo?> Data = new("--data")
    {
        Description = "Data folder of a silo that does not run now: do it in this process, without a server.",
    };

    /// <summary>Adds the options to <paramref name="command"/>.</summary>
    public static Command AsksTenants(this Command command)
    {
        command.Options.Add(Data);
        command.Options.Add(StoreOptions.Store);
        return command.CallsServer();
    }

    /// <exception cref="Host.Store.StoreException">Another process has the folder, or the store cannot be used.</exception>
    public static async Task<T> AskAsync<T>(ParseResult parse, Func<ITenantDirectory, Task<T>> ask)
    {
        if (parse.GetValue(Data) is { } folder)
        {
            var local = new LocalTenants(new SiloPlaces(folder.FullName) { Store = StoreOptions.AddressOf(parse) });
            await using (local.ConfigureAwait(false))
            {
                return await ask(local).ConfigureAwait(false);
            }
        }

        using var channel = ServerOptions.Connect(parse);
        return await ask(new RemoteStudyDirectory(channel, TimeProvider.System)).ConfigureAwait(false);
    }
}

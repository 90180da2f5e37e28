using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using AutoCompress.Client.Display;
using AutoCompress.Client.Remote;

namespace AutoCompress.Client.Commands;

/// <summary>A command that prints what a server lists: a table, or all of it as JSON.</summary>
internal static class ListingCommand
{
    /// <param name="row">One text for each of <paramref name="columns"/>.</param>
    public static Command Create<T>(
        string name,
        string description,
        Func<RemoteStudyDirectory, CancellationToken, Task<ImmutableArray<T>>> read,
        string[] columns,
        Func<T, string[]> row)
    {
        var json = new Option<bool>("--json") { Description = "Print as JSON." };
        var command = new Command(name, description) { json }.CallsServer();
        command.SetAction(async (parse, cancellationToken) =>
        {
            using var channel = ServerOptions.Connect(parse);
            var items = await read(new RemoteStudyDirectory(channel, TimeProvider.System), cancellationToken).ConfigureAwait(false);
            if (parse.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(items, Json.Indented));
                return 0;
            }

            var table = Tables.Create(columns);
            foreach (var item in items)
            {
                table.Row(row(item));
            }

            table.Print();
            return 0;
        });
        return command;
    }
}

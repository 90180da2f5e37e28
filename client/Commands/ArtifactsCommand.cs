using System.CommandLine;
using System.Globalization;
using AutoCompress.Client.Errors;
using AutoCompress.Client.Remote;
using AutoCompress.Client.Results;
using AutoCompress.Client.Studies;
using AutoCompress.Host;
using AutoCompress.Host.Artifacts;

namespace AutoCompress.Client.Commands;

/// <summary><c>artifacts collect</c>: removes models and checkpoints that no study needs.</summary>
internal static class ArtifactsCommand
{
    public static Command Create() => new("artifacts", "Look after the store of models and checkpoints.") { Collect() };

    private static Command Collect()
    {
        var age = new Option<string>("--age") { Description = "Younger ones stay, such as 24h; at least 1h.", DefaultValueFactory = _ => "24h" };
        var results = new Option<string>("--results") { Description = "Results of steps that nobody asked for so long are forgotten, such as 30d; at least 2d.", DefaultValueFactory = _ => "30d" };
        var dry = new Option<bool>("--dry-run") { Description = "Remove nothing, only say what would be." };
        var command = new Command("collect", "Remove what no study needs; silos do it by themselves every six hours.")
        {
            age, results, dry, LocalOptions.Data, StoreOptions.Store, ArtifactsOption.Artifacts,
        }.CallsServer();
        command.SetAction(async (parse, cancellationToken) =>
        {
            var text = parse.GetRequiredValue(age);
            var least = Quantities.Time(text) is { } time && time >= IArtifactUpkeep.LeastAge
                ? time
                : throw new CommandException($"--age {text} is no time of at least an hour. Write 24h or 7d.");
            var days = parse.GetRequiredValue(results);
            var unused = Quantities.Time(days) is { } rest && rest >= IArtifactUpkeep.LeastUnused
                ? rest
                : throw new CommandException($"--results {days} is no time of at least two days. Write 30d.");
            Print(LocalOptions.PlacesOf(parse) is { } places
                ? await LocalUpkeep.CollectAsync(places, least, unused, parse.GetValue(dry), cancellationToken).ConfigureAwait(false)
                : await RemoteAsync(parse, least, unused, parse.GetValue(dry), cancellationToken).ConfigureAwait(false));
            return 0;
        });
        return command;
    }

    private static async Task<Collection> RemoteAsync(ParseResult parse, TimeSpan age, TimeSpan unused, bool isDryRun, CancellationToken cancellationToken)
    {
        using var channel = ServerOptions.Connect(parse);
        return await new RemoteUpkeep(channel).CollectAsync(age, unused, isDryRun, cancellationToken).ConfigureAwait(false);
    }

    private static void Print(Collection done)
    {
        Line(done.IsDryRun ? "would be removed" : "removed", done.Removed, done.RemovedBytes);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done.Forgotten,8} results of steps {(done.IsDryRun ? "would be forgotten" : "forgotten")}, unused for long"));
        Line("needed, kept", done.Kept, done.KeptBytes);
        Line("not needed, too young to remove", done.Young, done.YoungBytes);
    }

    private static void Line(string what, int count, long bytes) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count,8} {what} ({FrontText.Bytes(bytes)})"));
}

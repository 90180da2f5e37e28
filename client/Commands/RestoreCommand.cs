using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using AutoCompress.Client.Display;
using AutoCompress.Client.Errors;
using AutoCompress.Host.Archive;

namespace AutoCompress.Client.Commands;

/// <summary><c>restore</c>: lists the archives of the artifact store; with studies or <c>--all</c> it makes them again.</summary>
internal static class RestoreCommand
{
    public static Command Create()
    {
        var studies = new Argument<string[]>("studies") { Description = "Ids of the studies to restore; without any the archives are listed.", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "Restore every study that the database does not have." };
        var json = new Option<bool>("--json") { Description = "Print the list as JSON." };
        var command = new Command("restore", "List the studies that the artifact store holds an archive of, or restore them.") { studies, all, json }.OnArchive();
        command.SetAction((parse, cancellationToken) => (parse.GetValue(studies) ?? [], parse.GetValue(all)) switch
        {
            ([], false) => ArchiveAccess.LookAsync(parse, archive => ListAsync(archive, parse.GetValue(json), cancellationToken), cancellationToken),
            ([], true) => ArchiveAccess.TakeOverAsync(parse, archive => RestoreAllAsync(archive, cancellationToken), cancellationToken),
            (var named, false) => ArchiveAccess.TakeOverAsync(parse, archive => RestoreAsync(archive, named, cancellationToken), cancellationToken),
            _ => throw new CommandException("Name the studies to restore, or say --all, not both."),
        });
        return command;
    }

    private static async Task<int> ListAsync(IStudyArchive archive, bool asJson, CancellationToken cancellationToken)
    {
        var list = await archive.ListAsync(cancellationToken).ConfigureAwait(false);
        if (asJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(list, Json.Indented));
            return 0;
        }

        var table = Tables.Create("study", "state", "trials", "last event", "in the database", "");
        foreach (var study in list)
        {
            table.Row(
                study.Study,
                study.State is { } state ? KebabCase.Of(state) : "damaged",
                study.Trials.ToString(CultureInfo.InvariantCulture),
                study.At?.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "",
                study.IsThere ? "yes" : "no",
                study.Fault ?? "");
        }

        table.Print();
        return 0;
    }

    /// <summary>One that is damaged does not keep the others from being restored.</summary>
    private static async Task<int> RestoreAllAsync(IStudyArchive archive, CancellationToken cancellationToken)
    {
        var missing = (await archive.ListAsync(cancellationToken).ConfigureAwait(false)).Where(study => !study.IsThere).ToList();
        var result = 0;
        foreach (var study in missing)
        {
            try
            {
                Print(await archive.RestoreAsync(study.Study, cancellationToken).ConfigureAwait(false));
            }
            catch (ArchiveException problem)
            {
                await Console.Error.WriteLineAsync($"error: {study.Study} was not restored. {problem.Message}").ConfigureAwait(false);
                result = 1;
            }
        }

        if (missing.Count == 0)
        {
            Console.WriteLine("The database has every study that the artifact store holds an archive of.");
        }

        return result;
    }

    private static async Task<int> RestoreAsync(IStudyArchive archive, IReadOnlyList<string> studies, CancellationToken cancellationToken)
    {
        foreach (var study in studies)
        {
            Print(await archive.RestoreAsync(study, cancellationToken).ConfigureAwait(false));
        }

        return 0;
    }

    private static void Print(Arrival arrival) => Console.WriteLine(ArrivalText.Of(arrival, "restored"));
}

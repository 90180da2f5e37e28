using System.CommandLine;
using AutoCompress.Client.Errors;
using AutoCompress.Host.Archive;

namespace AutoCompress.Client.Commands;

/// <summary><c>import FILE</c>: takes an exported study in.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var from = new Argument<string>("export") { Description = "The file or folder that export wrote." };
        var command = new Command("import", "Take in a study that export wrote; one that had not ended is paused.") { from }.OnArchive();
        command.SetAction((parse, cancellationToken) => ArchiveAccess.UseAsync(
            parse, archive => ExecuteAsync(archive, parse.GetRequiredValue(from), cancellationToken), cancellationToken));
        return command;
    }

    private static async Task<int> ExecuteAsync(IStudyArchive archive, string path, CancellationToken cancellationToken)
    {
        if (!Path.Exists(path))
        {
            throw new CommandException($"There is no file and no folder {path}.");
        }

        var source = ExportFile.OpenRead(path);
        await using (source.ConfigureAwait(false))
        {
            Console.WriteLine(ArrivalText.Of(await archive.ImportAsync(source, cancellationToken).ConfigureAwait(false), "imported"));
            return 0;
        }
    }
}

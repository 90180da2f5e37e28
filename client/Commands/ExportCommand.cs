using System.CommandLine;
using AutoCompress.Client.Remote;
using AutoCompress.Host.Archive;

namespace AutoCompress.Client.Commands;

/// <summary><c>export STUDY --to FILE.tar</c>: a study with its history and all its artifacts, to keep or to import elsewhere.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var study = StudyArgument.Create();
        var to = new Option<string>("--to") { Description = "A file that ends in .tar, or a folder; it must not be there yet.", Required = true };
        var command = new Command("export", "Write a study with its history and artifacts to a file or folder, checked.") { study, to }.OnArchive();
        command.SetAction((parse, cancellationToken) => ArchiveAccess.UseAsync(
            parse,
            async archive =>
            {
                var (id, path) = (parse.GetRequiredValue(study), Path.TrimEndingDirectorySeparator(parse.GetRequiredValue(to)));
                await ExportFile.SaveAsync(path, target => archive.ExportAsync(id, target, cancellationToken), cancellationToken).ConfigureAwait(false);
                Console.WriteLine(path);
                return 0;
            },
            cancellationToken));
        return command;
    }
}

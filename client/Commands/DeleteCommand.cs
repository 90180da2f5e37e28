using System.CommandLine;
using AutoCompress.Client.Errors;
using AutoCompress.Client.Remote;
using AutoCompress.Host.Store;

namespace AutoCompress.Client.Commands;

/// <summary><c>delete STUDY</c>: removes an ended study, and its archive unless that is to stay.</summary>
internal static class DeleteCommand
{
    public static Command Create()
    {
        var study = StudyArgument.Create();
        var keep = new Option<bool>("--keep-archive") { Description = "Keep its archive and artifacts, so that it can be restored." };
        var command = new Command("delete", "Delete a study that has ended.") { study, keep }.OnArchive();
        command.SetAction((parse, cancellationToken) => ArchiveAccess.UseAsync(
            parse,
            async archive =>
            {
                var (id, keepArchive) = (parse.GetRequiredValue(study), parse.GetValue(keep));
                Console.WriteLine(await archive.DeleteAsync(id, keepArchive, cancellationToken).ConfigureAwait(false) switch
                {
                    StudyRemoval.Removed when keepArchive => $"{id} is deleted; its archive is kept. It comes back with: autocompress restore {id}",
                    StudyRemoval.Removed => $"{id} is deleted. Artifacts that nothing else needs are removed with the next collection.",
                    StudyRemoval.NotEnded => throw new CommandException($"{id} has not ended. Cancel it first: autocompress cancel {id}"),
                    _ => throw StudyArgument.Unknown(id),
                });
                return 0;
            },
            cancellationToken));
        return command;
    }
}

using System.CommandLine;
using System.Globalization;
using AutoCompress.Client.Errors;
using AutoCompress.Client.Remote;
using AutoCompress.Client.Results;
using AutoCompress.Datasets;
using AutoCompress.Host.Datasets;

namespace AutoCompress.Client.Commands;

/// <summary><c>data push</c> and <c>data pull</c>: data sets that a server keeps for studies to name.</summary>
internal static class DataCommand
{
    public static Command Create() => new("data", "Send data sets to a server, once for many studies, and fetch them again.") { Push(), Pull() };

    private static Command Push()
    {
        var paths = new Argument<string[]>("path") { Description = "A folder, whose contents become the data set, or several files and folders.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("push", "Send a data set to a server, and print what a study names it by.") { paths }.CallsServer();
        command.SetAction(async (parse, cancellationToken) =>
        {
            var files = FilesOf(parse.GetRequiredValue(paths));
            using var channel = ServerOptions.Connect(parse);
            using var artifacts = new RemoteArtifacts(channel);
            var sha256 = await DataUpload.SendAsync(files, null, artifacts, cancellationToken).ConfigureAwait(false);
            Console.WriteLine(new DataReference.Artifact(sha256, ""));
            await Console.Error.WriteLineAsync($"A study names its files as artifact:…/{files[0].Name}. What no study names for a day is removed.").ConfigureAwait(false);
            return 0;
        });
        return command;
    }

    private static Command Pull()
    {
        var reference = new Argument<string>("data") { Description = "What 'data push' has printed, perhaps with '/' and a folder or a file of the data set." };
        var output = new Argument<DirectoryInfo>("folder") { Description = "Where the files go." };
        var command = new Command("pull", "Fetch a data set from a server.") { reference, output }.CallsServer();
        command.SetAction(async (parse, cancellationToken) =>
        {
            var text = parse.GetRequiredValue(reference);
            if (DataReference.Parse(text).Reference is not DataReference.Artifact artifact)
            {
                throw new CommandException($"{text} is no data set of a server. Write what 'autocompress data push' has printed.");
            }

            using var channel = ServerOptions.Connect(parse);
            using var artifacts = new RemoteArtifacts(channel);
            var folder = parse.GetRequiredValue(output).FullName;
            var (files, bytes) = await DataBringing.PullAsync(artifact, folder, artifacts, cancellationToken).ConfigureAwait(false);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{files} files, {FrontText.Bytes(bytes)}, lie in {folder}."));
            return 0;
        });
        return command;
    }

    private static List<SourceFile> FilesOf(string[] paths)
    {
        var files = new List<SourceFile>();
        foreach (var path in paths.Select(Path.GetFullPath))
        {
            var name = Path.GetFileName(path.TrimEnd('/'));
            files.AddRange(File.Exists(path) ? [new SourceFile(name, path)] : LocalFiles.Below(path, paths.Length == 1 ? "" : $"{name}/") is { Count: > 0 } below
                ? below
                : throw new CommandException($"{path} is neither a file nor a folder with files. Names that begin with a dot do not count."));
        }

        return files.GroupBy(file => file.Name).FirstOrDefault(same => same.Count() > 1) is { } twice
            ? throw new CommandException($"Two files would be called {twice.Key}. Put them into folders of their own, and push the folder around them.")
            : files;
    }
}

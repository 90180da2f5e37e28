using System.CommandLine;
using AutoCompress.Client.Run;

namespace AutoCompress.Client.Commands;

/// <summary><c>run STUDY</c>: the whole job in one process on this machine.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var study = new Argument<FileInfo>("study") { Description = "The study file (YAML)." };
        var output = new Option<DirectoryInfo?>("--out") { Description = "Where results and the state of the search go; default out/NAME." };
        var fresh = new Option<bool>("--fresh") { Description = "Forget what an earlier run of this study left and start over." };
        var plain = new Option<bool>("--plain") { Description = "Lines instead of a live display; the default when the output is no terminal." };
        var command = new Command("run", "Compress a model as a study file says, in this process.") { study, output, fresh, plain };
        command.SetAction((parse, cancellationToken) => StudyRun.ExecuteAsync(
            new(parse.GetRequiredValue(study), parse.GetValue(output), parse.GetValue(fresh), parse.GetValue(plain)), cancellationToken));
        return command;
    }
}

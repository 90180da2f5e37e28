using System.CommandLine;
using AutoCompress.Client.Remote;

namespace AutoCompress.Client.Commands;

/// <summary><c>resume STUDY</c>: goes on with a paused study; with <c>--space</c>, as a new study on the history of any other.</summary>
internal static class ResumeCommand
{
    public static Command Create()
    {
        var study = StudyArgument.Create();
        var space = new Option<FileInfo?>("--space")
        {
            Description = "Go on as a new study: this study file's space, objectives, constraints and budget, on the history of STUDY. Model, data and target must be the same.",
        };
        var command = new Command("resume", "Go on with a paused study and the rest of its budget.") { study, space }.CallsServer();
        command.SetAction((parse, cancellationToken) => parse.GetValue(space) is { } file
            ? SubmitCommand.ExecuteAsync(parse, file, null, parse.GetRequiredValue(study), cancellationToken)
            : StudyOrder.ExecuteAsync(parse, parse.GetRequiredValue(study), "resumed", (studies, id, cancel) => studies.ResumeAsync(id, cancel), cancellationToken));
        return command;
    }
}

using System.CommandLine;

namespace AutoCompress.Client.Commands;

/// <summary><c>pause STUDY</c>: stops a study's steps until it is resumed.</summary>
internal static class PauseCommand
{
    public static Command Create() =>
        StudyOrder.Create("pause", "Stop the steps of a study until it is resumed.", "paused", (studies, id, cancellationToken) => studies.PauseAsync(id, cancellationToken));
}

using System.CommandLine;

namespace AutoCompress.Client.Commands;

/// <summary><c>resume STUDY</c>: goes on with a paused study.</summary>
internal static class ResumeCommand
{
    public static Command Create() =>
        StudyOrder.Create("resume", "Go on with a paused study and the rest of its budget.", "resumed", (studies, id, cancellationToken) => studies.ResumeAsync(id, cancellationToken));
}

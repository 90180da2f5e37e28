using System.CommandLine;

namespace AutoCompress.Client.Commands;

/// <summary><c>cancel STUDY</c>: ends a study.</summary>
internal static class CancelCommand
{
    public static Command Create() =>
        StudyOrder.Create("cancel", "End a study; its finished trials stay.", "cancelled", (studies, id, cancellationToken) => studies.CancelAsync(id, cancellationToken));
}

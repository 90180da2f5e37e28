using System.CommandLine;
using System.Globalization;
using AutoCompress.Client.Display;

namespace AutoCompress.Client.Commands;

/// <summary><c>list</c>: the studies of a server.</summary>
internal static class ListCommand
{
    public static Command Create() => ListingCommand.Create(
        "list",
        "List the studies of a server, the newest first.",
        (studies, cancellationToken) => studies.ListAsync(cancellationToken),
        ["study", "tenant", "priority", "state", "trials", "running", "time", "submitted", "waits"],
        study =>
        [
            study.Id,
            study.Spec.Tenant.Length == 0 ? Figures.None : study.Spec.Tenant,
            study.Priority.ToString(CultureInfo.InvariantCulture),
            KebabCase.Of(study.State),
            string.Create(CultureInfo.InvariantCulture, $"{study.CompletedTrials} of {study.Spec.Budget.Trials}"),
            study.RunningTrials.ToString(CultureInfo.InvariantCulture),
            $"{Figures.Time(study.ActiveTime)} of {Figures.Time(study.Spec.Budget.Time)}",
            study.SubmittedAt.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
            study.Waits ?? study.Message ?? "",
        ]);
}

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
        ["study", "state", "trials", "running", "time", "submitted"],
        study =>
        [
            study.Id,
            KebabCase.Of(study.State),
            string.Create(CultureInfo.InvariantCulture, $"{study.CompletedTrials} of {study.Spec.Budget.Trials}"),
            study.RunningTrials.ToString(CultureInfo.InvariantCulture),
            $"{Figures.Time(study.ActiveTime)} of {Figures.Time(study.Spec.Budget.Time)}",
            study.SubmittedAt.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        ]);
}

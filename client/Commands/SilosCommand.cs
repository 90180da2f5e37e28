using System.CommandLine;
using System.Globalization;

namespace AutoCompress.Client.Commands;

/// <summary><c>silos</c>: who works.</summary>
internal static class SilosCommand
{
    public static Command Create() => ListingCommand.Create(
        "silos",
        "List the processes that work on studies.",
        (studies, cancellationToken) => studies.SilosAsync(cancellationToken),
        ["silo", "state", "labels", "cores", "steps", "started", "seen", "why"],
        silo =>
        [
            silo.Id,
            silo.IsDraining ? "draining" : silo.IsAlive ? "alive" : "lost",
            string.Join(", ", silo.Labels),
            silo.Cores.ToString(CultureInfo.InvariantCulture),
            silo.RunningSteps.ToString(CultureInfo.InvariantCulture),
            silo.StartedAt.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
            silo.SeenAt.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture),
            silo.Reason ?? "",
        ]);
}

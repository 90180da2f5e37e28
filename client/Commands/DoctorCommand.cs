using System.CommandLine;
using AutoCompress.Client.Doctor;
using Spectre.Console;

namespace AutoCompress.Client.Commands;

/// <summary><c>doctor</c>: what this machine has and lacks, and the command that mends it.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var command = new Command("doctor", "Check native libraries, providers, threads and the store.") { StoreOptions.Store, ArtifactsOption.Artifacts };
        command.SetAction(async (parse, cancellationToken) =>
        {
            var findings = await Examination.RunAsync(StoreOptions.AddressOf(parse), ArtifactsOption.AddressOf(parse), cancellationToken).ConfigureAwait(false);
            foreach (var finding in findings)
            {
                var mark = finding.Remedy is null ? "[green]ok     [/]" : finding.IsRequired ? "[red]missing[/]" : "[yellow]note   [/]";
                AnsiConsole.MarkupLine($"{mark} [bold]{Markup.Escape(finding.Subject),-14}[/] {Markup.Escape(finding.Found)}");
                if (finding.Remedy is { } remedy)
                {
                    AnsiConsole.MarkupLine($"                       mend it: [bold]{Markup.Escape(remedy)}[/]");
                }
            }

            return findings.Any(finding => finding.Remedy is not null && finding.IsRequired) ? 1 : 0;
        });
        return command;
    }
}

using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using AutoCompress.Client.Display;
using AutoCompress.Client.Remote;

namespace AutoCompress.Client.Commands;

/// <summary><c>list</c>: the studies of a server.</summary>
internal static class ListCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print as JSON." };
        var command = new Command("list", "List the studies of a server, the newest first.") { json }.CallsServer();
        command.SetAction(async (parse, cancellationToken) =>
        {
            using var channel = ServerOptions.Connect(parse);
            var studies = await new RemoteStudyDirectory(channel, TimeProvider.System).ListAsync(cancellationToken).ConfigureAwait(false);
            if (parse.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(studies, Json.Indented));
                return 0;
            }

            var table = Tables.Create("study", "state", "trials", "running", "time", "submitted");
            foreach (var study in studies)
            {
                table.Row(
                    study.Id,
                    KebabCase.Of(study.State),
                    string.Create(CultureInfo.InvariantCulture, $"{study.CompletedTrials} of {study.Spec.Budget.Trials}"),
                    study.RunningTrials.ToString(CultureInfo.InvariantCulture),
                    $"{Figures.Time(study.ActiveTime)} of {Figures.Time(study.Spec.Budget.Time)}",
                    study.SubmittedAt.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));
            }

            table.Print();
            return 0;
        });
        return command;
    }
}

using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using AutoCompress.Client.Display;
using AutoCompress.Client.Remote;

namespace AutoCompress.Client.Commands;

/// <summary><c>silos</c>: who works.</summary>
internal static class SilosCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print as JSON." };
        var command = new Command("silos", "List the processes that work on studies.") { json }.CallsServer();
        command.SetAction(async (parse, cancellationToken) =>
        {
            using var channel = ServerOptions.Connect(parse);
            var silos = await new RemoteStudyDirectory(channel, TimeProvider.System).SilosAsync(cancellationToken).ConfigureAwait(false);
            if (parse.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(silos, Json.Indented));
                return 0;
            }

            var table = Tables.Create("silo", "state", "labels", "cores", "steps", "started", "seen");
            foreach (var silo in silos)
            {
                table.Row(
                    silo.Id,
                    silo.IsDraining ? "draining" : silo.IsAlive ? "alive" : "lost",
                    string.Join(", ", silo.Labels),
                    silo.Cores.ToString(CultureInfo.InvariantCulture),
                    silo.RunningSteps.ToString(CultureInfo.InvariantCulture),
                    silo.StartedAt.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
                    silo.SeenAt.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture));
            }

            table.Print();
            return 0;
        });
        return command;
    }
}

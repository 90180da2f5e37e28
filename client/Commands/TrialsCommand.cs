using System.CommandLine;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using AutoCompress.Client.Display;
using AutoCompress.Client.Remote;
using AutoCompress.Trials;

namespace AutoCompress.Client.Commands;

/// <summary><c>trials STUDY</c>: every trial with its values or its reason.</summary>
internal static class TrialsCommand
{
    public static Command Create()
    {
        var study = StudyArgument.Create();
        var json = new Option<bool>("--json") { Description = "Print as JSON, with the candidates and all values." };
        var command = new Command("trials", "List the trials of a study.") { study, json }.CallsServer();
        command.SetAction(async (parse, cancellationToken) =>
        {
            using var channel = ServerOptions.Connect(parse);
            var studies = new RemoteStudyDirectory(channel, TimeProvider.System);
            var id = (await studies.RequireAsync(parse.GetRequiredValue(study), cancellationToken).ConfigureAwait(false)).Id;
            var trials = await studies.TrialsAsync(id, cancellationToken).ConfigureAwait(false);
            if (parse.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(trials, Json.Indented));
                return 0;
            }

            var table = Tables.Create("trial", "rung", "origin", "accuracy", "latency", "speed-up", "size", "outcome");
            foreach (var trial in trials)
            {
                var values = (trial.Result as TrialResult.Completed)?.Values ?? ImmutableSortedDictionary<Metric, Measurement>.Empty;
                table.Row(
                    trial.Number.ToString(CultureInfo.InvariantCulture),
                    trial.Fidelity.Rung.ToString(CultureInfo.InvariantCulture),
                    trial.Origin,
                    Figures.Of(Metric.Accuracy, values),
                    Figures.Of(Metric.Latency, values),
                    Figures.Of(Metric.Speedup, values),
                    Figures.Of(Metric.Size, values),
                    TrialText.Outcome(trial));
            }

            table.Print();
            return 0;
        });
        return command;
    }
}

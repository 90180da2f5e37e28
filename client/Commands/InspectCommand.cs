using System.CommandLine;
using System.Text.Json;
using AutoCompress.Client.Inspect;
using AutoCompress.Host.Workers;

namespace AutoCompress.Client.Commands;

/// <summary><c>inspect MODEL</c>: what a model costs and what can be cut.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var model = new Argument<FileInfo>("model") { Description = "The ONNX file." };
        var json = new Option<bool>("--json") { Description = "Print the analysis as JSON." };
        var command = new Command("inspect", "Show parameters, MACs, channel groups and what cannot be cut or trained.") { model, json };
        command.SetAction(async (parse, cancellationToken) =>
        {
            await using var engine = new LocalEngine(new());
            var analysis = await engine.AnalyseAsync(parse.GetRequiredValue(model).FullName, cancellationToken).ConfigureAwait(false);
            if (parse.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(analysis, Json.Indented));
            }
            else
            {
                InspectReport.Print(parse.GetRequiredValue(model).Name, analysis);
            }

            return 0;
        });
        return command;
    }
}

using System.CommandLine;
using System.Text.Json;
using AutoCompress.Client.Conformance;
using AutoCompress.Client.Progress;
using AutoCompress.Host.Workers;

namespace AutoCompress.Client.Commands;

/// <summary><c>conformance FOLDER</c>: which of ONNX's backend tests the trainer passes.</summary>
internal static class ConformanceCommand
{
    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo>("folder") { Description = "Holds test folders at any depth, each with a model.onnx and test_data_set_0, …" };
        var list = new Option<FileInfo?>("--list") { Description = "A JSON file of test names (a list, or lists by kind): only these count." };
        var json = new Option<bool>("--json") { Description = "Print the report as JSON." };
        var command = new Command("conformance", "Run ONNX backend tests on the trainer.") { folder, list, json };
        command.SetAction(async (parse, cancellationToken) =>
        {
            var tests = TestFolders.Find(parse.GetRequiredValue(folder).FullName, parse.GetValue(list)?.FullName);
            await using var engine = new LocalEngine(new());
            var outcomes = new List<TestOutcome>();
            foreach (var test in tests)
            {
                outcomes.Add(await ConformanceRun.RunAsync(engine, test, cancellationToken).ConfigureAwait(false));
            }

            var report = ConformanceReport.Of(outcomes);
            if (parse.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(report, Json.Indented));
            }
            else
            {
                report.Print();
            }

            return report.Failed.IsEmpty ? 0 : 1;
        });
        return command;
    }
}

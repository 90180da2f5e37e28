using System.CommandLine;
using System.Globalization;
using AutoCompress.Client.Errors;
using AutoCompress.Client.Progress;
using AutoCompress.Client.Remote;
using AutoCompress.Client.Results;
using AutoCompress.Host.Datasets;
using AutoCompress.Host.Silos;
using AutoCompress.Host.Workers;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Client.Commands;

/// <summary><c>reproduce FRONT</c>: builds one point of a front again from what front.json says.</summary>
internal static class ReproduceCommand
{
    public static Command Create()
    {
        var front = new Argument<FileInfo>("front") { Description = "The front.json of a study." };
        var trial = new Option<int>("--trial") { Required = true, Description = "Number of the point's trial." };
        var output = new Option<FileInfo>("--out") { Required = true, Description = "The ONNX file to write." };
        var command = new Command("reproduce", "Build a point of a front again. Data that was sent to a server is fetched from it.") { front, trial, output }.CallsServer();
        command.SetAction(async (parse, cancellationToken) =>
        {
            var path = parse.GetRequiredValue(front).FullName;
            var file = Json.Read<FrontFile>(await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false));
            var number = parse.GetValue(trial);
            var point = file.Points.FirstOrDefault(point => point.Trial == number)
                ?? throw new CommandException($"The front has no trial {number}; it has {string.Join(", ", file.Points.Select(point => point.Trial))}.");
            await using var engine = new LocalEngine(new());
            using var channel = ServerOptions.Connect(parse);

            // The original lies beside front.json, whatever has become of the file that the study named.
            var spec = file.Spec with { Model = Path.Combine(Path.GetDirectoryName(path)!, file.Original.File) };
            using var artifacts = new RemoteArtifacts(channel);
            using var folder = new TemporaryFolder();
            spec = spec with { Data = await DataBringing.RunAsync(spec.Data, spec.Task != TaskKind.Imitate, folder.Path, artifacts, cancellationToken).ConfigureAwait(false) };
            var values = await new ReproductionJob(spec, point.Candidate, point.Rungs).RunAsync(
                engine, parse.GetRequiredValue(output).FullName, [ProcessorCores.Allowed()[0]], new ConsoleProgress(), cancellationToken).ConfigureAwait(false);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{parse.GetRequiredValue(output).Name}: {values[Metric.Accuracy].Value * 100:0.00} % on the selection split (front.json: {point.Accuracy.Selection?.Value * 100:0.00} %), {FrontText.Bytes(values[Metric.Size].Value)}"));
            return 0;
        });
        return command;
    }
}

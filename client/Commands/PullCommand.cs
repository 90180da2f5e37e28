using System.CommandLine;
using System.Globalization;
using AutoCompress.Client.Errors;
using AutoCompress.Client.Remote;
using AutoCompress.Client.Results;
using AutoCompress.Host.Workers;
using AutoCompress.Studies;

namespace AutoCompress.Client.Commands;

/// <summary><c>pull STUDY</c>: leaves here what <c>run</c> would have left: the front, its models and the report.</summary>
internal static class PullCommand
{
    public static Command Create()
    {
        var study = StudyArgument.Create();
        var output = new Option<DirectoryInfo?>("--out") { Description = "The folder; default out/STUDY." };
        var trial = new Option<int?>("--trial") { Description = "Only the model of this trial; default the whole front with its report." };
        var command = new Command("pull", "Fetch the front of a completed study with its models and report.") { study, output, trial }.CallsServer();
        command.SetAction((parse, cancellationToken) => ExecuteAsync(
            parse,
            parse.GetRequiredValue(study),
            parse.GetValue(output)?.FullName ?? Path.GetFullPath(Path.Combine("out", Path.GetFileName(parse.GetRequiredValue(study)))),
            parse.GetValue(trial),
            cancellationToken));
        return command;
    }

    private static async Task<int> ExecuteAsync(ParseResult parse, string id, string folder, int? trial, CancellationToken cancellationToken)
    {
        using var channel = ServerOptions.Connect(parse);
        using var artifacts = new RemoteArtifacts(channel);
        var studies = new RemoteStudyDirectory(channel, TimeProvider.System);
        var front = await FrontCommand.RequireFrontAsync(studies, id, cancellationToken).ConfigureAwait(false);
        if (trial is { } number)
        {
            await PullOneAsync(artifacts, PointOf(front, id, number), folder, cancellationToken).ConfigureAwait(false);
            return 0;
        }

        var engine = new LocalEngine(new());
        await using (engine.ConfigureAwait(false))
        {
            using var original = await artifacts.GetFileAsync(front.Original.Model, cancellationToken).ConfigureAwait(false);
            var analysis = await engine.AnalyseAsync(original.Path, cancellationToken).ConfigureAwait(false);
            var status = await studies.RequireAsync(id, cancellationToken).ConfigureAwait(false);
            var trials = await studies.TrialsAsync(id, cancellationToken).ConfigureAwait(false);
            var decisions = await studies.DecisionsAsync(id, cancellationToken).ConfigureAwait(false);
            var file = FrontFile.Of(status.Spec, status.ActiveTime, analysis, trials, front);
            var results = new ResultFolder(folder);
            await results.WriteAsync(file, trials, decisions, artifacts, cancellationToken).ConfigureAwait(false);
            FrontSummary.Print(file, results);
        }

        return 0;
    }

    private static async Task PullOneAsync(RemoteArtifacts artifacts, FrontPoint point, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"trial-{point.Trial:000}.onnx"));
        using var model = await artifacts.GetFileAsync(point.Model, cancellationToken).ConfigureAwait(false);
        File.Copy(model.Path, path, overwrite: true);
        Console.WriteLine(path);
    }

    private static FrontPoint PointOf(FrontReport front, string id, int trial) =>
        front.Points.FirstOrDefault(point => point.Trial == trial) ?? throw new CommandException(
            $"Trial {trial} is not on the front of {id}; on it are {string.Join(", ", front.Points.Select(point => point.Trial))}.");
}

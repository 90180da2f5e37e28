using System.CommandLine;
using System.Globalization;
using AutoCompress.Client.Display;
using AutoCompress.Client.Remote;
using AutoCompress.Host.Studies;
using AutoCompress.Studies;

namespace AutoCompress.Client.Commands;

/// <summary><c>watch STUDY</c>: prints what happens until the study has ended.</summary>
internal static class WatchCommand
{
    public static Command Create()
    {
        var study = StudyArgument.Create();
        var after = new Option<long>("--after") { Description = "Start behind the event of this number; default 0, the beginning." };
        var json = new Option<bool>("--json") { Description = "One JSON document a line." };
        var command = new Command("watch", "Follow a study until it has ended.") { study, after, json }.CallsServer();
        command.SetAction((parse, cancellationToken) => ExecuteAsync(
            parse, parse.GetRequiredValue(study), parse.GetValue(after), parse.GetValue(json), cancellationToken));
        return command;
    }

    private static async Task<int> ExecuteAsync(ParseResult parse, string id, long after, bool json, CancellationToken cancellationToken)
    {
        using var channel = ServerOptions.Connect(parse);
        var studies = new RemoteStudyDirectory(channel, TimeProvider.System);
        await studies.RequireAsync(id, cancellationToken).ConfigureAwait(false);
        await foreach (var change in studies.WatchAsync(id, after, cancellationToken).ConfigureAwait(false))
        {
            Console.WriteLine(json ? Json.Write(change) : Line(change));
        }

        return (await studies.RequireAsync(id, cancellationToken).ConfigureAwait(false)).State == StudyState.Completed ? 0 : 1;
    }

    private static string Line(StudyEvent change)
    {
        var text = change switch
        {
            { Kind: StudyEventKind.TrialProposed, Trial: { } trial } => $"trial {trial.Number} ({trial.Origin}) proposed: {trial.Candidate}",
            { Kind: StudyEventKind.Waits } => change.Message ?? "goes on",
            { Trial: { } trial } => TrialText.Line(trial),
            _ => $"{KebabCase.Of(change.State)}{(change.Message is null ? "" : ": " + change.Message)}",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{change.At.ToLocalTime():HH:mm:ss} {text}");
    }
}

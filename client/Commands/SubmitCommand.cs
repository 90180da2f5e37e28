using System.CommandLine;
using AutoCompress.Client.Errors;
using AutoCompress.Client.Remote;
using AutoCompress.Client.Studies;
using AutoCompress.Datasets;
using AutoCompress.Host.Studies;

namespace AutoCompress.Client.Commands;

/// <summary><c>submit STUDY</c>: sends a study, its model and its data to a server.</summary>
internal static class SubmitCommand
{
    private const string ArtifactPrefix = "artifact:";

    private static readonly Option<bool> InPlace = new("--in-place")
    {
        Description = "Send no data: the server reads it at the paths of the study, which start from the study file's folder where they are relative.",
    };

    public static Command Create()
    {
        var study = new Argument<FileInfo>("study") { Description = "The study file (YAML). Its model and data are sent to the server, unless they lie at an address or are there already." };
        var key = new Option<string?>("--key") { Description = "Idempotency key: submitting again with the same key gives the first study again." };
        var command = new Command("submit", "Submit a study to a server.") { study, key, InPlace }.CallsServer();
        command.SetAction((parse, cancellationToken) =>
            ExecuteAsync(parse, parse.GetRequiredValue(study), parse.GetValue(key), null, cancellationToken));
        return command;
    }

    /// <param name="continues">Id of the study whose history it goes on with; null for a study that begins anew.</param>
    internal static async Task<int> ExecuteAsync(ParseResult parse, FileInfo file, string? key, string? continues, CancellationToken cancellationToken)
    {
        var inPlace = parse.GetValue(InPlace);
        var spec = StudyFile.Read(file.ToString(), checkData: !inPlace || ServerOptions.IsLocal(parse));
        spec = continues is null ? spec : spec with { Continues = new(continues) };
        using var channel = ServerOptions.Connect(parse);
        using (var artifacts = new RemoteArtifacts(channel))
        {
            spec = spec with
            {
                Model = DataReference.IsAddress(spec.Model) ? spec.Model : ArtifactPrefix + await artifacts.AddFileAsync(spec.Model, cancellationToken).ConfigureAwait(false),
                Data = inPlace ? spec.Data : await DataUpload.RunAsync(spec, artifacts, cancellationToken).ConfigureAwait(false),
            };
        }

        switch (await new RemoteStudyDirectory(channel, TimeProvider.System).SubmitAsync(spec, key, cancellationToken).ConfigureAwait(false))
        {
            case Submission.Accepted accepted:
                Console.WriteLine(accepted.Study.Id);
                await Console.Error.WriteLineAsync(
                    $"{(accepted.IsNew ? "Submitted" : "Submitted before")}. Watch it: autocompress watch {accepted.Study.Id}").ConfigureAwait(false);
                return 0;
            case Submission.Refused refused:
                throw new CommandException($"The server refuses {file}:\n{string.Join('\n', refused.Faults)}");
            case Submission.KeyReused reused:
                throw new CommandException($"The key '{key}' belongs to {reused.Study.Id}, whose spec is another one. Choose a new key.");
            case var other:
                throw new InvalidOperationException($"{other.GetType().Name} is no answer to a submission.");
        }
    }
}

using System.CommandLine;
using AutoCompress.Client.Errors;
using AutoCompress.Client.Remote;
using AutoCompress.Client.Studies;
using AutoCompress.Host.Studies;

namespace AutoCompress.Client.Commands;

/// <summary><c>submit STUDY</c>: sends a study and its model to a server.</summary>
internal static class SubmitCommand
{
    private const string ArtifactPrefix = "artifact:";

    public static Command Create()
    {
        var study = new Argument<FileInfo>("study") { Description = "The study file (YAML). Its data is read by the server, at the same path." };
        var key = new Option<string?>("--key") { Description = "Idempotency key: submitting again with the same key gives the first study again." };
        var command = new Command("submit", "Submit a study to a server.") { study, key }.CallsServer();
        command.SetAction((parse, cancellationToken) =>
            ExecuteAsync(parse, parse.GetRequiredValue(study), parse.GetValue(key), null, cancellationToken));
        return command;
    }

    /// <param name="continues">Id of the study whose history it goes on with; null for a study that begins anew.</param>
    internal static async Task<int> ExecuteAsync(ParseResult parse, FileInfo file, string? key, string? continues, CancellationToken cancellationToken)
    {
        var spec = StudyFile.Read(file.ToString(), ServerOptions.IsLocal(parse));
        spec = continues is null ? spec : spec with { Continues = new(continues) };
        using var channel = ServerOptions.Connect(parse);
        if (!spec.Model.StartsWith(ArtifactPrefix, StringComparison.Ordinal))
        {
            using var artifacts = new RemoteArtifacts(channel);
            spec = spec with { Model = ArtifactPrefix + await artifacts.AddFileAsync(spec.Model, cancellationToken).ConfigureAwait(false) };
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

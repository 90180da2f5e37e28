using System.CommandLine;
using AutoCompress.Client.Errors;
using AutoCompress.Client.Remote;
using AutoCompress.Host.Studies;

namespace AutoCompress.Client.Commands;

/// <summary>What pause, resume and cancel have in common.</summary>
internal static class StudyOrder
{
    /// <param name="done">The order's participle, for messages.</param>
    public static Command Create(
        string name, string description, string done, Func<IStudyDirectory, string, CancellationToken, Task<StudyChange>> order)
    {
        var study = StudyArgument.Create();
        var command = new Command(name, description) { study }.CallsServer();
        command.SetAction((parse, cancellationToken) => ExecuteAsync(parse, parse.GetRequiredValue(study), done, order, cancellationToken));
        return command;
    }

    /// <summary>Gives the order and says what became of it.</summary>
    public static async Task<int> ExecuteAsync(
        ParseResult parse, string id, string done, Func<IStudyDirectory, string, CancellationToken, Task<StudyChange>> order, CancellationToken cancellationToken)
    {
        using var channel = ServerOptions.Connect(parse);
        Console.WriteLine(await order(new RemoteStudyDirectory(channel, TimeProvider.System), id, cancellationToken).ConfigureAwait(false) switch
        {
            StudyChange.Applied => $"{id} is {done}.",
            StudyChange.Unchanged => $"{id} was {done} already.",
            StudyChange.Finished => throw new CommandException($"{id} has ended and cannot be {done}."),
            _ => throw StudyArgument.Unknown(id),
        });
        return 0;
    }
}

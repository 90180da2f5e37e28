using System.CommandLine;
using AutoCompress.Host.Workers;

namespace AutoCompress.Client.Commands;

/// <summary><c>worker</c>: the child process of a silo; it speaks frames on its pipes and is of no use to a person.</summary>
internal static class WorkerCommand
{
    public static Command Create()
    {
        var command = new Command("worker", "Run stages for a parent silo (internal).") { Hidden = true };
        command.SetAction((_, cancellationToken) => WorkerServer.RunAsync(cancellationToken));
        return command;
    }
}

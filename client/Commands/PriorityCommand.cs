using System.CommandLine;
using System.Globalization;
using AutoCompress.Client.Errors;
using AutoCompress.Client.Remote;
using AutoCompress.Host.Studies;
using AutoCompress.Studies;

namespace AutoCompress.Client.Commands;

/// <summary><c>priority STUDY NUMBER</c>: what a study counts within its tenant's share from now on.</summary>
internal static class PriorityCommand
{
    public static Command Create()
    {
        var study = StudyArgument.Create();
        var priority = new Argument<int>("priority") { Description = "One more doubles the study's part of its tenant's share; -10 to 10." };
        var command = new Command("priority", "Change how urgent a study is.") { study, priority }.AsksTenants();
        command.SetAction(async (parse, cancellationToken) =>
        {
            var (id, wanted) = (parse.GetRequiredValue(study), parse.GetRequiredValue(priority));
            if (!StudySpecValidator.IsPriority(wanted))
            {
                throw new CommandException($"The priority is {wanted.ToString(CultureInfo.InvariantCulture)}. Give a number from -10 to 10.");
            }

            var text = wanted.ToString(CultureInfo.InvariantCulture);
            Console.WriteLine(await TenantAccess.AskAsync(parse, tenants => tenants.PrioritiseAsync(id, wanted, cancellationToken)).ConfigureAwait(false) switch
            {
                StudyChange.Applied => $"{id} has priority {text}.",
                StudyChange.Unchanged => $"{id} had priority {text} already.",
                StudyChange.Finished => throw new CommandException($"{id} has ended and has no priority any more."),
                _ => throw StudyArgument.Unknown(id),
            });
            return 0;
        });
        return command;
    }
}

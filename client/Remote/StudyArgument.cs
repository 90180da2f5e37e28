using System.CommandLine;
using AutoCompress.Client.Errors;
using AutoCompress.Host.Studies;

namespace AutoCompress.Client.Remote;

/// <summary>The study that a command is about.</summary>
internal static class StudyArgument
{
    public static Argument<string> Create() => new("study") { Description = "The study's id, as submit and list print it." };

    /// <exception cref="CommandException">There is no such study.</exception>
    public static async Task<StudyStatus> RequireAsync(this IStudyDirectory studies, string id, CancellationToken cancellationToken) =>
        await studies.FindAsync(id, cancellationToken).ConfigureAwait(false) ?? throw Unknown(id);

    public static CommandException Unknown(string id) => new($"There is no study '{id}'. 'autocompress list' shows those there are.");
}

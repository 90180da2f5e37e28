using System.Text.RegularExpressions;

namespace AutoCompress.Cluster.Tests.EndToEnd;

/// <summary>How a run of the command line ended.</summary>
internal sealed partial record CliResult(int Code, string Output, string Error)
{
    public CliResult RequireSuccess()
    {
        Assert.True(Code == 0, $"Exit code {Code}:\n{Output}\n{Error}");
        return this;
    }

    /// <summary>The command failed as an expected failure does: with a message on standard error and nothing of our code in it.</summary>
    public CliResult RequireMessage(params IReadOnlyList<string> parts)
    {
        Assert.True(Code is not 0 and not 70, $"Exit code {Code}:\n{Output}\n{Error}");
        Assert.All(parts, part => Assert.Contains(part, Error, StringComparison.Ordinal));
        Assert.DoesNotMatch(StackFrame, Output + Error);
        Assert.DoesNotContain("Unhandled exception", Output + Error, StringComparison.OrdinalIgnoreCase);
        return this;
    }

    [GeneratedRegex(@"^\s+at .+\(", RegexOptions.Multiline)]
    private static partial Regex StackFrame { get; }
}

using System.CommandLine;
using System.CommandLine.Invocation;
using AutoCompress.Client.Errors;
using Spectre.Console;

namespace AutoCompress.Client.Commands;

/// <summary>Runs what the user typed; every failure ends as one message and an exit code.</summary>
internal static class CommandLine
{
    /// <summary>After Ctrl-C a command may finish what it must for this long.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(20);

    /// <summary>Characters of a line that goes into a file or a pipe: wide enough that nothing is ever wrapped or squeezed.</summary>
    private const int PipeWidth = 4000;

    public static Task<int> RunAsync(RootCommand program, IReadOnlyList<string> arguments)
    {
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = PipeWidth;
            AnsiConsole.Profile.Capabilities.Ansi = false;
            AnsiConsole.Profile.Capabilities.ColorSystem = ColorSystem.NoColors;
        }

        var parse = program.Parse(arguments);
        if (parse.Action is ParseErrorAction faults)
        {
            faults.ShowHelp = false;
        }

        return ErrorReport.GuardAsync(() => InvokeAsync(parse), Console.Error);
    }

    private static Task<int> InvokeAsync(ParseResult parse)
    {
        var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = Farewell + (ServeCommand.GraceOf(parse) ?? TimeSpan.Zero) };
        return parse.InvokeAsync(invocation);
    }
}

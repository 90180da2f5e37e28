using AutoCompress.Cluster.Tests.Chaos;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace AutoCompress.Cluster.Tests;

/// <summary>The entry point: xunit's own, beside what these tests also are as a command.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => args switch
    {
        [ChaosCommand.Name, .. var rest] => ChaosCommand.RunAsync(rest),
        _ when args.Contains("-automated") || args.Contains("@@") => ConsoleRunner.Run(args),
        _ => TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
    };
}

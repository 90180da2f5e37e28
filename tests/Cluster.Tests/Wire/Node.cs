using System.Diagnostics;

namespace AutoCompress.Cluster.Tests.Wire;

/// <summary>Runs a script of the folder grpc-js with node, which finds the stock client in the repository's node_modules.</summary>
internal static class Node
{
    public static string Repository { get; } = FindRepository();

    /// <summary>What the script printed; fails the test when it ends with another code than 0.</summary>
    public static async Task<string> RunAsync(string script, params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo("node")
        {
            WorkingDirectory = Path.Combine(Repository, "tests", "Cluster.Tests", "Wire", "grpc-js"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(script);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["PROTO_ROOT"] = Path.Combine(Repository, "contracts", "Wire");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{script} ended with {process.ExitCode}:\n{await output}\n{await error}");
        return await output;
    }

    private static string FindRepository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "AutoCompress.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The tests run inside the repository.");
        }

        return folder;
    }
}

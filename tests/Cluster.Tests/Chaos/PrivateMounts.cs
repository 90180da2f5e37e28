using System.Diagnostics;
using System.Globalization;

namespace AutoCompress.Cluster.Tests.Chaos;

/// <summary>A mount namespace with a small disk of its own: what is mounted in it is seen by its processes alone, and gone with this process.</summary>
internal sealed class PrivateMounts : IAsyncDisposable
{
    /// <summary>Says its number when all is mounted, and lives until its input ends.</summary>
    private const string Keeper = """mount -t tmpfs -o "size=$1" chaos "$2" && echo $$ && read -r _""";

    private readonly Process _keeper;
    private readonly string _id;

    private PrivateMounts(Process keeper, string id) => (_keeper, _id) = (keeper, id);

    /// <summary>Makes a namespace in which <paramref name="folder"/> is a disk of <paramref name="size"/>, such as "32m".</summary>
    /// <returns>Null where mounting is not permitted.</returns>
    public static async Task<PrivateMounts?> CreateAsync(string folder, string size)
    {
        IReadOnlyList<string> user = Environment.UserName == "root" ? [] : ["--map-root-user"];
        var keeper = Process.Start(new ProcessStartInfo("unshare", [.. user, "--mount", "--propagation", "private", "sh", "-c", Keeper, "keeper", size, folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        if (await keeper.StandardOutput.ReadLineAsync() is { Length: > 0 } id)
        {
            return new(keeper, id);
        }

        await keeper.WaitForExitAsync();
        keeper.Dispose();
        return null;
    }

    /// <summary>The command that runs <paramref name="command"/> inside.</summary>
    public IReadOnlyList<string> Inside(params IReadOnlyList<string> command) =>
    [
        "nsenter", "--target", _id, "--mount", .. Environment.UserName == "root" ? Array.Empty<string>() : ["--user", "--preserve-credentials"], "--", .. command,
    ];

    /// <summary>How this process reaches a path of the namespace.</summary>
    public string Seen(string path) => $"/proc/{_id}/root{path}";

    /// <summary>Runs a command inside.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> RunAsync(params IReadOnlyList<string> command)
    {
        var inside = Inside(command);
        using var process = Process.Start(new ProcessStartInfo(inside[0], inside.Skip(1)) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        _keeper.StandardInput.Close();
        await _keeper.WaitForExitAsync();
        _keeper.Dispose();
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"mounts of process {_id}");
}

namespace AutoCompress.Cluster.Tests.EndToEnd;

/// <summary>A disk that is too small for a study stops it with a message; with room again the same command goes on.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class FullDiskTests(SmallCase small)
{
    private const string Mounts = "unshare --map-root-user --mount";

    [Fact]
    public async Task Run_OnAFullDisk_SaysSoAndGoesOnWithMoreRoom()
    {
        var folder = small.NewFolder();
        Assert.SkipUnless(await MayMountAsync(folder), "A file system of one's own needs user namespaces, which this machine does not allow.");
        var command = $"{Cli.Program} run {small.WriteStudy(folder, budget: "{ trials: 2, time: 20s }")} --out results";

        // The small disk lives in a mount namespace of the shell's own, and is gone with it.
        await using var shell = Cli.Start(folder, null, [.. Mounts.Split(' '), "sh", "-c", $"""
            mkdir results && mount -t tmpfs -o size=1m tmpfs results || exit 9
            {command}
            echo "full: $?"
            mount -o remount,size=100m results
            exec {command}
            """]);
        var result = (await shell.EndAsync()).RequireSuccess();

        Assert.Contains("full: 1", result.Output, StringComparison.Ordinal);
        Assert.Contains("is full. Free some space", result.Error, StringComparison.Ordinal);
        Assert.Contains("Recommended: ", result.Output, StringComparison.Ordinal);
    }

    private static async Task<bool> MayMountAsync(string folder)
    {
        await using var trial = Cli.Start(folder, null, [.. Mounts.Split(' '), "mount", "-t", "tmpfs", "tmpfs", folder]);
        return (await trial.EndAsync()).Code == 0;
    }
}

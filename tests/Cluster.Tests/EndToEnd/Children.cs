using System.Collections.Immutable;
using System.Globalization;

namespace AutoCompress.Cluster.Tests.EndToEnd;

/// <summary>Child processes as the kernel knows them.</summary>
internal static class Children
{
    /// <summary>The processes whose parent is <paramref name="parent"/>.</summary>
    public static ImmutableArray<int> Of(int parent) =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(name => int.TryParse(name, CultureInfo.InvariantCulture, out var id) && ParentOf(id) == parent)
            .Select(name => int.Parse(name!, CultureInfo.InvariantCulture)),
    ];

    /// <summary>The process group that a terminal's signals would reach <paramref name="process"/> by.</summary>
    public static int? GroupOf(int process) => Field(process, 2);

    /// <summary>Done when none of <paramref name="processes"/> is there any more; fails when one is still there after a minute.</summary>
    public static async Task EndedAsync(IReadOnlyCollection<int> processes)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (processes.Any(id => ParentOf(id) is not null))
        {
            await poll.WaitForNextTickAsync(patience.Token);
        }
    }

    private static int? ParentOf(int process) => Field(process, 1);

    /// <returns>Null for a process that has ended, also when nobody has asked for its exit code yet.</returns>
    private static int? Field(int process, int number)
    {
        try
        {
            // pid (name) state parent group …; the name may hold spaces and brackets.
            var stat = File.ReadAllText($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] == "Z" ? null : int.Parse(fields[number], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }
}

using System.Collections.Immutable;
using System.Globalization;

namespace AutoCompress.Cluster.Tests.EndToEnd;

/// <summary>One study in three lives: Ctrl-C ends the first, SIGKILL the second, and the third goes to the end.</summary>
public sealed class InterruptedRun(SmallCase small) : IAsyncLifetime
{
    private readonly string _folder = small.NewFolder();

    public string Results => Path.Combine(_folder, "results");

    internal CliResult First { get; private set; } = null!;

    internal CliResult Last { get; private set; } = null!;

    /// <summary>Results of the trials that had ended at the end of the first and of the second life, by number.</summary>
    internal ImmutableSortedDictionary<int, string> AfterCtrlC { get; private set; } = null!;

    internal ImmutableSortedDictionary<int, string> AfterKill { get; private set; } = null!;

    /// <summary>Trials in the middle of their work when the process was killed.</summary>
    internal int RunningAtKill { get; private set; }

    /// <summary>Child processes of the second life that worked when it was killed.</summary>
    internal ImmutableArray<int> Orphans { get; private set; }

    /// <summary>Process groups of the child processes when Ctrl-C was pressed, and of their parent.</summary>
    internal ImmutableArray<int?> ChildGroups { get; private set; }

    internal int Group { get; private set; }

    internal StateFile State { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        State = StateFile.CreateRecorded(Results);
        string[] command = ["run", small.WriteStudy(_folder), "--out", Results];
        await using (var first = Cli.Start(_folder, command))
        {
            await first.LineAsync("trial   2 ");
            (Group, ChildGroups) = (first.ProcessId, [.. Children.Of(first.ProcessId).Select(Children.GroupOf)]);
            first.PressCtrlC();
            First = await first.EndAsync();
        }

        AfterCtrlC = State.Results();
        await using (var second = Cli.Start(_folder, command))
        {
            await second.LineAsync(string.Create(CultureInfo.InvariantCulture, $"trial   {AfterCtrlC.Count + 1} "));
            Orphans = Children.Of(second.ProcessId);
            second.KillAlone();
            await second.EndAsync();
        }

        AfterKill = State.Results();
        RunningAtKill = State.RunningTrials();
        await Children.EndedAsync(Orphans);
        Last = await Cli.RunAsync(_folder, command);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

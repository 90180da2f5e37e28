using System.Globalization;

namespace AutoCompress.Cluster.Tests.Chaos;

/// <summary>Something that goes wrong for a while. Silos are numbered from 0, times are in seconds.</summary>
internal abstract record Fault
{
    private Fault()
    {
    }

    /// <summary>SIGKILL, and a new life later.</summary>
    /// <param name="Alone">Whether the silo's child processes have to find out by themselves.</param>
    internal sealed record Kill(int Silo, bool Alone, double Away) : Fault;

    /// <summary>SIGTERM, and a new life later.</summary>
    internal sealed record Stop(int Silo, double Away) : Fault;

    /// <summary>SIGSTOP, and SIGCONT later.</summary>
    internal sealed record Freeze(int Silo, double Seconds) : Fault;

    /// <summary>What the silo and the database say to each other arrives only later.</summary>
    internal sealed record Hold(int Silo, double Seconds) : Fault;

    /// <summary>PostgreSQL ends and starts again.</summary>
    /// <param name="Crash">Whether it ends at once, as by a crash; otherwise it rolls back what is open and tells its clients.</param>
    internal sealed record RestartDatabase(bool Crash, double Away) : Fault;

    /// <summary>The silo's own disk is full to the last page.</summary>
    internal sealed record FillDisk(int Silo, double Seconds) : Fault;

    /// <summary>The artifact store is out of every silo's reach.</summary>
    internal sealed record CutArtifacts(double Seconds) : Fault;

    /// <summary>One silo does not see the artifacts: where they are a folder an empty one, as when a mount has come undone.</summary>
    internal sealed record HideArtifacts(int Silo, double Seconds) : Fault;

    public sealed override string ToString() => this switch
    {
        Kill kill => Text($"silo {kill.Silo} is killed{(kill.Alone ? " alone" : " with its children")}, back after {kill.Away:0.0} s"),
        Stop stop => Text($"silo {stop.Silo} is asked to stop, back after {stop.Away:0.0} s"),
        Freeze freeze => Text($"silo {freeze.Silo} is frozen for {freeze.Seconds:0.0} s"),
        Hold hold => Text($"silo {hold.Silo} and the database are held apart for {hold.Seconds:0.0} s"),
        RestartDatabase restart => Text($"PostgreSQL {(restart.Crash ? "crashes" : "is stopped")}, back after {restart.Away:0.0} s"),
        FillDisk fill => Text($"the disk of silo {fill.Silo} is full for {fill.Seconds:0.0} s"),
        CutArtifacts cut => Text($"the artifact store is away for {cut.Seconds:0.0} s"),
        HideArtifacts hide => Text($"silo {hide.Silo} sees no artifacts for {hide.Seconds:0.0} s"),
        _ => throw new InvalidOperationException("A fault without words."),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

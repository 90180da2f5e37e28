using System.Collections.Immutable;

namespace AutoCompress.Cluster.Tests.Chaos;

/// <summary>What a round showed.</summary>
/// <param name="Trials">Trials that the study had.</param>
/// <param name="Lost">Trials without a result.</param>
/// <param name="Doubled">Trials that ended more than once or whose result changed, and results of silos that had lost their lease.</param>
/// <param name="Refused">Writes that the database refused because they came from a silo that had lost its lease.</param>
/// <param name="Given">Steps that a silo gave up by itself, as it trusted its lease no longer.</param>
/// <param name="Orphans">Artifacts and other files that nothing referred to, and that the collection removed; those that the judge planted included.</param>
/// <param name="Unarchived">Events of the study that no silo had archived when all had left.</param>
/// <param name="Missing">Faults that could not be played on this machine.</param>
/// <param name="Violations">What must not be, in words; empty for a good round.</param>
internal sealed record RoundReport(
    int Seed, int Trials, int Lost, int Doubled, int Refused, int Given, int Orphans, long Unarchived, TimeSpan Time, ImmutableArray<string> Missing, ImmutableArray<string> Violations)
{
    public bool IsGood => Violations.IsEmpty;
}

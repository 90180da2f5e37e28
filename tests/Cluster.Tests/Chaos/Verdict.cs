using System.Collections.Immutable;

namespace AutoCompress.Cluster.Tests.Chaos;

/// <summary>Gathers what a round shows.</summary>
internal sealed class Verdict
{
    private readonly List<string> _violations = [];

    public int Trials { get; set; }

    public int Lost { get; private set; }

    public int Doubled { get; private set; }

    public int Refused { get; set; }

    public int Given { get; set; }

    public int Orphans { get; set; }

    public long Unarchived { get; set; }

    public bool IsClean => _violations.Count == 0;

    public void Violation(string text) => _violations.Add(text);

    public void LostTrial(string text)
    {
        Lost++;
        Violation(text);
    }

    public void DoubledResult(string text)
    {
        Doubled++;
        Violation(text);
    }

    public RoundReport Report(int seed, TimeSpan time, ImmutableArray<string> missing) =>
        new(seed, Trials, Lost, Doubled, Refused, Given, Orphans, Unarchived, time, missing, [.. _violations]);
}

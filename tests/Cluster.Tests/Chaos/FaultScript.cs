using System.Collections.Immutable;

namespace AutoCompress.Cluster.Tests.Chaos;

/// <summary>What goes wrong in a round and when: the same for the same seed.</summary>
internal static class FaultScript
{
    /// <summary>The last trials see no new fault, so that the script is over before the study is.</summary>
    private const double LastShare = 0.85;

    /// <summary>Trials for each fault beyond those that every round has.</summary>
    private const int TrialsForEachExtra = 5;

    /// <param name="lease">Of the silos, in seconds: some faults last longer than it, some do not.</param>
    /// <returns>In the order in which they happen.</returns>
    public static ImmutableArray<ScriptedFault> Of(int seed, int trials, int silos, double lease)
    {
        var random = new Random(seed);
        var faults = new List<Fault>
        {
            Kill(),
            new Fault.Freeze(Silo(), Longer()),
            new Fault.Hold(Silo(), Longer()),
            new Fault.RestartDatabase(Crash: true, Between(0, 1)),
            new Fault.RestartDatabase(Crash: false, Between(0, 1)),
            new Fault.FillDisk(Silo(), Between(3, 6)),
            new Fault.CutArtifacts(Between(1.5, 4)),
        };
        for (var extra = 0; extra < (trials / TrialsForEachExtra) - 3; extra++)
        {
            faults.Add(random.Next(10) switch
            {
                < 4 => Kill(),
                < 6 => new Fault.Freeze(Silo(), random.Next(2) == 0 ? Longer() : Between(0.5, lease * 0.6)),
                < 8 => new Fault.Hold(Silo(), random.Next(2) == 0 ? Longer() : Between(0.5, lease * 0.6)),
                8 => new Fault.Stop(Silo(), Between(0.5, 3)),
                _ => new Fault.HideArtifacts(Silo(), Between(1.5, 4)),
            });
        }

        var order = faults.ToArray();
        random.Shuffle(order);
        return
        [
            .. order.Select((fault, i) => new ScriptedFault(
                (int)(LastShare * trials * (i + random.NextDouble()) / order.Length), Between(0, 1), fault)),
        ];

        int Silo() => random.Next(silos);
        double Between(double low, double high) => Math.Round(low + ((high - low) * random.NextDouble()), 1);
        double Longer() => Between(lease * 1.2, lease * 1.8);
        Fault.Kill Kill() => new(Silo(), Alone: random.Next(2) == 0, Between(0.5, 3));
    }
}

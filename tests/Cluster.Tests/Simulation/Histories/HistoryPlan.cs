using System.Collections.Immutable;
using AutoCompress.Cluster.Tests.Store;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Simulation.Histories;

/// <summary>All that a history is made from but the chances of the way: drawn from a seed, and made smaller to find out what matters.</summary>
/// <param name="Seconds">When the faults end.</param>
internal sealed record HistoryPlan(
    int Seed,
    double Seconds,
    ImmutableArray<MachinePlan> Machines,
    ImmutableArray<StudySpec> Studies,
    ImmutableArray<Fault> Faults,
    NetworkPlan Network,
    StagePlan Stages)
{
    /// <summary>For whom the studies are.</summary>
    public ImmutableArray<TenantPlan> Tenants { get; init; } = [];

    /// <summary>After which results are forgotten that nobody asks for; null for never.</summary>
    public TimeSpan? Unused { get; init; }

    /// <summary>Cores that a training asks for.</summary>
    public int TrainCores { get; init; } = 1;

    private const double LongestOutage = 170;

    /// <summary>Of the use of a result, at most one note in this time: the product's day.</summary>
    public static readonly TimeSpan Coalesced = TimeSpan.FromSeconds(20);

    /// <summary>The product's two days.</summary>
    private static readonly TimeSpan LeastUnused = 2 * Coalesced;

    public static HistoryPlan Draw(int seed)
    {
        var random = new Random(seed);
        var seconds = 60 + 180 * random.NextDouble();
        var machines = Enumerable.Range(0, 1 + random.Next(5)).Select(number => Machine(random, number)).ToImmutableArray();
        var tenants = Enumerable.Range(0, 1 + random.Next(2)).Select(number => Tenant(random, number)).ToImmutableArray();
        var studies = Enumerable.Range(0, 1 + random.Next(3)).Select(_ => Study(random, tenants[random.Next(tenants.Length)].Name)).ToImmutableArray();
        var faults = Enumerable.Range(0, random.Next(9)).Select(_ => Draw(random, seconds, machines.Length, studies.Length, tenants.Length)).OrderBy(fault => fault.At);
        var rough = random.Next(3) * 0.02;
        return new HistoryPlan(
            seed,
            seconds,
            machines,
            studies,
            [.. faults],
            new NetworkPlan(rough, rough, rough / 2, rough / 5, random.Next(3) * 0.3),
            new StagePlan(0.05 * random.Next(3), random.Next(3) == 0 ? 0.05 : 0, 0.01 * random.Next(3), 1 + 8 * random.NextDouble()))
        {
            Tenants = tenants,
            Unused = random.Next(2) == 0 ? LeastUnused + random.NextDouble() * LeastUnused : null,
            TrainCores = 1 + random.Next(3),
        };
    }

    public override string ToString() => string.Join(
        Environment.NewLine,
        [
            $"seed {Seed}, faults until {Seconds} s",
            .. Machines.Select((machine, number) => $"machine {number}: {machine.Cores} cores, {string.Join(' ', machine.Labels)}, clock {machine.Rate:0.000}x {machine.Offset:+0;-0} s"),
            .. Tenants.Select((tenant, number) => $"tenant {number} '{tenant.Name}': {tenant.Limits}"),
            Unused is { } unused ? $"results grow old in {unused.TotalSeconds:0} s" : "results do not grow old",
            $"trainings ask for {TrainCores} cores",
            .. Studies.Select((study, number) => $"study {number} of '{study.Tenant}': {study.Budget.Trials} trials, {study.Budget.Time.TotalSeconds:0} s, refines {study.Training.RefineShare}, model {study.Model}"),
            $"{Network}",
            $"{Stages}",
            .. Faults.Select(fault => fault.ToString()),
        ]);

    private static MachinePlan Machine(Random random, int number) => new(
        1 + random.Next(3),
        number == 0 || random.Next(3) > 0 ? [StageLabels.Cpu, StageLabels.Measure] : [StageLabels.Cpu],
        random.Next(2) == 0 ? 1 : 0.9 + 0.2 * random.NextDouble(),
        random.Next(2) == 0 ? 0 : -3600 + 7200 * random.NextDouble());

    private static TenantPlan Tenant(Random random, int number) => new(
        number == 0 ? "" : $"tenant-{number}", random.Next(2) == 0 ? TenantPlan.Draw(random) : null);

    private static StudySpec Study(Random random, string tenant) => Samples.Spec("simulated") with
    {
        Tenant = tenant,
        Model = $"model-{random.Next(2)}",
        Seed = (ulong)random.Next(4),
        Budget = new Budget { Trials = 1 + random.Next(7), Time = TimeSpan.FromSeconds(60 + random.Next(420)) },
        Training = new TrainingSpec { RefineShare = random.Next(2) * 0.5 },
    };

    private static Fault Draw(Random random, double seconds, int machines, int studies, int tenants)
    {
        var at = seconds * random.NextDouble();
        return random.Next(18) switch
        {
            < 3 => new Fault(at, FaultKind.Kill, random.Next(machines), 1 + 40 * random.NextDouble()),
            3 => new Fault(at, FaultKind.KillAndReturn, random.Next(machines), 20 * random.NextDouble()),
            < 8 => new Fault(at, FaultKind.Stop, random.Next(machines), 5 + 80 * random.NextDouble()),
            8 => new Fault(at, FaultKind.Drain, random.Next(machines), 5 + 20 * random.NextDouble()),
            < 11 => new Fault(at, FaultKind.Outage, 0, Math.Pow(random.NextDouble(), 2) * LongestOutage),
            11 => new Fault(at, FaultKind.LoseArtifacts, 0, 0),
            < 14 => new Fault(at, FaultKind.Pause, random.Next(studies), 0),
            14 => new Fault(at, FaultKind.Resume, random.Next(studies), 0),
            15 => new Fault(at, FaultKind.Cancel, random.Next(studies), 0),
            _ => new Fault(at, FaultKind.Limit, random.Next(tenants), 0),
        };
    }
}

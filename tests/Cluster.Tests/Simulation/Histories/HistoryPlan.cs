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
    private const double LongestOutage = 170;

    public static HistoryPlan Draw(int seed)
    {
        var random = new Random(seed);
        var seconds = 60 + 180 * random.NextDouble();
        var machines = Enumerable.Range(0, 1 + random.Next(5)).Select(number => Machine(random, number)).ToImmutableArray();
        var studies = Enumerable.Range(0, 1 + random.Next(3)).Select(number => Study(random, number)).ToImmutableArray();
        var faults = Enumerable.Range(0, random.Next(9)).Select(_ => Draw(random, seconds, machines.Length, studies.Length)).OrderBy(fault => fault.At);
        var rough = random.Next(3) * 0.02;
        return new HistoryPlan(
            seed,
            seconds,
            machines,
            studies,
            [.. faults],
            new NetworkPlan(rough, rough, rough / 2, rough / 5, random.Next(3) * 0.3),
            new StagePlan(0.05 * random.Next(3), random.Next(3) == 0 ? 0.05 : 0, 0.01 * random.Next(3), 1 + 8 * random.NextDouble()));
    }

    public override string ToString() => string.Join(
        Environment.NewLine,
        [
            $"seed {Seed}, faults until {Seconds} s",
            .. Machines.Select((machine, number) => $"machine {number}: {machine.Cores} cores, {string.Join(' ', machine.Labels)}, clock {machine.Rate:0.000}x {machine.Offset:+0;-0} s"),
            .. Studies.Select((study, number) => $"study {number}: {study.Budget.Trials} trials, {study.Budget.Time.TotalSeconds:0} s, refines {study.Training.RefineShare}, model {study.Model}"),
            $"{Network}",
            $"{Stages}",
            .. Faults.Select(fault => fault.ToString()),
        ]);

    private static MachinePlan Machine(Random random, int number) => new(
        1 + random.Next(3),
        number == 0 || random.Next(3) > 0 ? [StageLabels.Cpu, StageLabels.Measure] : [StageLabels.Cpu],
        random.Next(2) == 0 ? 1 : 0.9 + 0.2 * random.NextDouble(),
        random.Next(2) == 0 ? 0 : -3600 + 7200 * random.NextDouble());

    private static StudySpec Study(Random random, int number) => Samples.Spec("simulated") with
    {
        Model = $"model-{random.Next(2)}",
        Seed = (ulong)random.Next(4),
        Budget = new Budget { Trials = 1 + random.Next(7), Time = TimeSpan.FromSeconds(60 + random.Next(420)) },
        Training = new TrainingSpec { RefineShare = random.Next(2) * 0.5 },
    };

    private static Fault Draw(Random random, double seconds, int machines, int studies)
    {
        var at = seconds * random.NextDouble();
        return random.Next(16) switch
        {
            < 3 => new Fault(at, FaultKind.Kill, random.Next(machines), 1 + 40 * random.NextDouble()),
            3 => new Fault(at, FaultKind.KillAndReturn, random.Next(machines), 20 * random.NextDouble()),
            < 8 => new Fault(at, FaultKind.Stop, random.Next(machines), 5 + 80 * random.NextDouble()),
            8 => new Fault(at, FaultKind.Drain, random.Next(machines), 5 + 20 * random.NextDouble()),
            < 11 => new Fault(at, FaultKind.Outage, 0, Math.Pow(random.NextDouble(), 2) * LongestOutage),
            11 => new Fault(at, FaultKind.LoseArtifacts, 0, 0),
            < 14 => new Fault(at, FaultKind.Pause, random.Next(studies), 0),
            14 => new Fault(at, FaultKind.Resume, random.Next(studies), 0),
            _ => new Fault(at, FaultKind.Cancel, random.Next(studies), 0),
        };
    }
}

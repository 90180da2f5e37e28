using AutoCompress.Host.Studies;

namespace AutoCompress.Cluster.Tests.Simulation.Histories;

internal sealed partial class Oracle
{
    /// <summary>In which a pause or a cancellation reaches what runs, and a silo that is cut off stops by itself.</summary>
    private static readonly TimeSpan Obedience = TimeSpan.FromSeconds(60);

    private readonly List<Execution> _executions = [];
    private readonly HashSet<(Process, int)> _cores = [];
    private readonly Dictionary<string, Process> _lives = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _namesakes = new(StringComparer.Ordinal);
    private readonly Dictionary<Process, long> _left = [];

    /// <summary>Whether no step is held and none runs.</summary>
    public bool IsQuiet => tables.Work.Count == 0 && _executions.TrueForAll(run => !run.IsGoingOn);

    public void Lives(Process life)
    {
        _lives[life.Name] = life;
        _namesakes[life.Name] = _namesakes.GetValueOrDefault(life.Name) + 1;
    }

    /// <param name="willingly">As it was asked to; otherwise it gave up.</param>
    public void Left(Process life, bool willingly)
    {
        if (willingly)
        {
            _left[life] = tables.Now;
        }
    }

    public Execution Started(Process process, string key, IReadOnlyList<int> cores, CancellationToken trusted)
    {
        foreach (var other in _executions)
        {
            // One that has just been woken finds out in this very moment, by its clock.
            Check(
                other.Key != key || !other.IsGoingOn || other.Process.WokeAt == world.Now || process.WokeAt == world.Now,
                6,
                $"{process.Name} starts the step {key} while {other.Process.Name} runs it and trusts its lease.");
        }

        Check(cores.All(core => _cores.Add((process, core))), 13, $"{process.Name} gives one core to two steps.");
        var run = new Execution(process, key, world.Now, trusted);
        _executions.Add(run);
        return run;
    }

    public void Ended(Execution run, IReadOnlyList<int> cores)
    {
        _executions.Remove(run);
        foreach (var core in cores)
        {
            _cores.Remove((run.Process, core));
        }
    }

    /// <summary>Invariant 14: what nobody wants any more stops soon.</summary>
    public void Look()
    {
        CheckBooks();
        _executions.RemoveAll(run => run.Process.IsDead);
        foreach (var run in _executions)
        {
            var wanted = tables.Work.GetValueOrDefault(run.Key) is { } step && step.Waiters.Any(waiter => tables.Study(waiter.Study)!.IsActive);
            if (wanted || !run.IsGoingOn)
            {
                run.UnwantedSince = world.Now;
            }

            Check(world.Now - run.UnwantedSince <= Obedience, 14, $"{run.Process.Name} goes on with the step {run.Key}, which nobody has wanted since {run.UnwantedSince.TotalSeconds:0.0} s.");
        }
    }

    private bool IsGone(string silo) => !_lives.TryGetValue(silo, out var life) || !_left.ContainsKey(life);
}

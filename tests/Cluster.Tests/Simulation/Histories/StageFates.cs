using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Simulation.Histories;

/// <summary>Decides how steps end.</summary>
internal sealed class StageFates(World world, StagePlan plan)
{
    private readonly Dictionary<string, StageFate> _fates = new(StringComparer.Ordinal);

    /// <summary>Until the faults are over.</summary>
    public bool AreFaulty { get; set; } = true;

    /// <summary>The same for each run of a step. Steps of a study itself do not fail: the study would end with them.</summary>
    public StageFate Of(Stage stage, string key)
    {
        if (!_fates.TryGetValue(key, out var fate))
        {
            fate = stage.Name is "analyse" or "sense" or "time" or "finalise" ? StageFate.Succeeds
                : world.Chance(plan.Failing) ? StageFate.Fails
                : world.Chance(plan.Killing) ? StageFate.Kills
                : StageFate.Succeeds;
            _fates[key] = fate;
        }

        return fate;
    }

    public bool IsDiskFull() => AreFaulty && world.Chance(plan.DiskFull);

    /// <summary>Some steps take much longer than the others, and longer than a lease.</summary>
    public TimeSpan Time() => world.Between(0.2, 2) * plan.Seconds * (world.Chance(0.05) ? 8 : 1);
}

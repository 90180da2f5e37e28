namespace AutoCompress.Search.Benchmarks.Studies;

/// <summary>How much training a warm start saves: two studies of one spec, one of which knows what an earlier one of another seed found. Nothing is in the stage cache.</summary>
/// <param name="Cold">Samples trained by the study that starts cold.</param>
/// <param name="Hypervolume">What that study reached.</param>
/// <param name="Warm">Samples trained by the study that starts warm until its own trials had that hypervolume; null when they never had.</param>
/// <param name="Replays">Whether all decisions of the warm one come out again.</param>
public sealed record WarmComparison(long Cold, double Hypervolume, long? Warm, bool Replays)
{
    private const int Slots = 2;

    /// <summary>The earlier study's seed is this much larger.</summary>
    private const ulong Apart = 100;

    /// <summary>Virtual time of both studies; the earlier one has twice as much.</summary>
    public static TimeSpan UsualTime { get; } = TimeSpan.FromHours(1);

    /// <summary><see cref="Warm"/> as a share of <see cref="Cold"/>; null when the warm study never came so far.</summary>
    public double? Ratio => Warm / (double)Cold;

    /// <param name="time">Virtual time of both studies.</param>
    public static WarmComparison Of(ulong seed, TimeSpan time)
    {
        var spec = SimulatedStudy.Spec(seed, time, FidelityComparison.Training);
        var earlier = SimulatedStudy.Run(SimulatedStudy.Spec(seed + Apart, 2 * time, FidelityComparison.Training), Slots).History;
        var knowledge = SimulatedStudy.After(earlier, spec);
        var cold = SimulatedStudy.Run(spec, Slots).Progress[^1];
        var (history, log, progress) = SimulatedStudy.Run(spec, Slots, knowledge);
        return new(
            cold.Images, cold.Hypervolume, progress.FirstOrDefault(one => one.Hypervolume >= cold.Hypervolume)?.Images, SimulatedStudy.Verify(history, log, knowledge).IsEmpty);
    }
}

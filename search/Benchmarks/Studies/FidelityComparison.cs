using System.Collections.Immutable;
using AutoCompress.Search.Benchmarks.Compression;
using AutoCompress.Studies;

namespace AutoCompress.Search.Benchmarks.Studies;

/// <summary>How much training rungs and the stage cache save: both studies are decided by the same policy with the same algorithm and seed.</summary>
/// <param name="Single">Samples trained by the study that gives every candidate its full training.</param>
/// <param name="Hypervolume">What that study reached.</param>
/// <param name="Rungs">Samples trained by the study with rungs until it had that hypervolume; null when it never had.</param>
/// <param name="Saved">Samples that it found in the stage cache until then.</param>
public sealed record FidelityComparison(long Single, double Hypervolume, long? Rungs, long Saved)
{
    /// <summary>Slots of both studies.</summary>
    private const int Slots = 2;

    /// <summary>Virtual time of the study without rungs; the one with rungs has half of it.</summary>
    public static TimeSpan UsualTime { get; } = TimeSpan.FromHours(4);

    /// <summary><see cref="Rungs"/> as a share of <see cref="Single"/>; null when the study with rungs never came so far.</summary>
    public double? Ratio => Rungs / (double)Single;

    /// <param name="time">Virtual time of the study without rungs.</param>
    public static FidelityComparison Of(ulong seed, TimeSpan time)
    {
        var single = SimulatedStudy.Run(
            SimulatedStudy.Spec(seed, time, new TrainingSpec { ProbeImages = CompressionModel.FullImages, RefineShare = 0 }), Slots).Progress[^1];
        var rungs = SimulatedStudy.Run(SimulatedStudy.Spec(seed, time / 2, Training), Slots).Progress;
        var reached = rungs.FirstOrDefault(progress => progress.Hypervolume >= single.Hypervolume);
        return new(single.Images, single.Hypervolume, reached?.Images, reached?.Saved ?? 0);
    }

    /// <summary>Short first looks, and as many fully trained points as the time allows.</summary>
    public static TrainingSpec Training { get; } = new() { ProbeImages = 2000, RefinePoints = 24 };
}

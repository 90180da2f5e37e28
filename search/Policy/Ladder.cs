using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Policy;

/// <summary>
/// The rungs of a study: untrained (BatchNorm re-estimated), the probe's short training, intermediate rungs of four times the samples of the one
/// below, and the full training that <see cref="RefinementSchedule"/> gives. Which of them are used follows from what the study can spend.
/// </summary>
/// <remarks>
/// <list type="number">
/// <item>Intermediate rungs must pay for what their trials cost around their training. There are some when the time of exploring holds
/// <see cref="ProbesForALadder"/> probes (eight minutes hold some twenty), and then as many as at least <see cref="TrialsForARung"/> trials would reach and as
/// are shorter than full training.</item>
/// <item>Untrained trials pay where a probe's training takes <see cref="ScreenPays"/> times as long as all else in a trial, and where the budget has so
/// many trials that time is what is scarce.</item>
/// </list>
/// </remarks>
internal sealed class Ladder
{
    /// <summary>One trial in so many goes on to the next rung, which trains on so many times the samples (Li et al. 2020 take four).</summary>
    public const int Reduction = 4;

    private const int ProbesForALadder = 64;
    private const int TrialsForARung = 8;
    private const double LastStep = 1.5;
    private const double ScreenPays = 4;
    private const int ProbesAtLeast = 8;
    private readonly int _probeImages;

    /// <param name="slots">Trials that train at once.</param>
    /// <param name="trials">Trials of the budget that are not kept for refinements.</param>
    public Ladder(StudySpec spec, ModelAnalysis analysis, TrialEconomics economics, TimePlan plan, int slots, int trials)
    {
        _probeImages = spec.Training.ProbeImages;
        if (!analysis.IsTrainable || spec.Training is not { RefineShare: > 0, RefinePoints: > 0, ProbeImages: > 0 })
        {
            return;
        }

        var exploring = Math.Max(0, plan.ExploreUntil) * slots;
        var probes = Math.Min(exploring / economics.ProbeSeconds, trials);
        var full = Math.Min(
            RefinementSchedule.MostProbes, (plan.RefineUntil - plan.ExploreUntil) * slots / spec.Training.RefinePoints / economics.ProbeTraining);
        for (var (reach, images) = (probes / Reduction, (double)Reduction);
            probes >= ProbesForALadder && reach >= TrialsForARung && LastStep * images <= full; reach /= Reduction, images *= Reduction)
        {
            Intermediate++; // 1
        }

        var screened = exploring / (Reduction * economics.Overhead + economics.ProbeSeconds);
        Screens = economics.ProbeTraining >= ScreenPays * economics.Overhead && screened >= ProbesAtLeast && trials >= (Reduction + 1) * screened; // 2
    }

    /// <summary>How many intermediate rungs there are; their numbers start at 1.</summary>
    public int Intermediate { get; }

    /// <summary>Whether candidates are looked at untrained before any of them is trained.</summary>
    public bool Screens { get; }

    /// <summary>The training that leads from <paramref name="rung"/>, −1 or more, to the next one, to end within <paramref name="probeSeconds"/> for each probe's worth of samples.</summary>
    public Fidelity Above(int rung, double probeSeconds)
    {
        if (rung < 0)
        {
            return new(0, _probeImages, 0, probeSeconds);
        }

        var below = 1;
        for (var i = 0; i < rung; i++)
        {
            below *= Reduction;
        }

        var times = (Reduction - 1) * below;
        return new(rung + 1, times * _probeImages, 0, Math.Round(times * probeSeconds, 1), Intermediate: true);
    }
}

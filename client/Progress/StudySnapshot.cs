using System.Collections.Immutable;
using AutoCompress.Host.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Client.Progress;

/// <summary>A study at one moment, as the progress display shows it.</summary>
/// <param name="Front">The trials that no other completed trial dominates, the most accurate first.</param>
internal sealed record StudySnapshot(
    StudyStatus Status, ImmutableArray<Trial> Trials, ImmutableArray<StepStatus> Steps, ImmutableArray<Trial> Front)
{
    public static async Task<StudySnapshot?> TakeAsync(IStudyDirectory studies, string id, CancellationToken cancellationToken)
    {
        if (await studies.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } status)
        {
            return null;
        }

        var trials = await studies.TrialsAsync(id, cancellationToken).ConfigureAwait(false);
        var steps = await studies.StepsAsync(id, cancellationToken).ConfigureAwait(false);
        return new(status, trials, steps, LiveFront.Of(status.Spec, trials));
    }
}

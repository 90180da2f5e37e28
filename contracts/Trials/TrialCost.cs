using System.Text.Json.Serialization;

namespace AutoCompress.Trials;

/// <summary>What a trial took: the search plans the budget with it.</summary>
/// <param name="Seconds">Sum of the stages' times, without those found in the stage cache.</param>
/// <param name="TrainingSeconds">Of these, the seconds of the training steps alone.</param>
/// <param name="TrainedImages">Samples that these training steps saw.</param>
/// <param name="SavedImages">Samples of the training steps that were found in the stage cache: those of the rungs below, and those shared with other trials.</param>
public sealed record TrialCost(
    double Seconds,
    double TrainingSeconds,
    long TrainedImages,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long SavedImages = 0);

namespace AutoCompress.Engine.Training;

/// <summary>Where a training is.</summary>
/// <param name="Samples">Samples seen.</param>
/// <param name="Share">Done, from 0 to 1: the larger of the samples' and the time's share.</param>
/// <param name="Loss">Mean loss since the report before.</param>
/// <param name="LearningRate">Of the last step.</param>
/// <param name="Elapsed">Training time so far, with that before a resume.</param>
public readonly record struct TrainingProgress(long Samples, double Share, double Loss, double LearningRate, TimeSpan Elapsed);

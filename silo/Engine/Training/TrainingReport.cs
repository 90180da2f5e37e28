namespace AutoCompress.Engine.Training;

/// <summary>What a training did.</summary>
/// <param name="Samples">Samples seen, with those before a resume.</param>
/// <param name="Steps">Updates of the weights.</param>
/// <param name="FirstLoss">Loss of the first batch of this run.</param>
/// <param name="LastLoss">Mean loss of about the last ten batches (exponential average).</param>
/// <param name="Elapsed">Training time, with that before a resume.</param>
/// <param name="EndedByTime">Whether the time limit came before the last sample.</param>
public sealed record TrainingReport(long Samples, long Steps, double FirstLoss, double LastLoss, TimeSpan Elapsed, bool EndedByTime);

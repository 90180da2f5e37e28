namespace AutoCompress.Host.Studies;

/// <summary>A step of a study that is not finished.</summary>
/// <param name="Trial">Number of the trial that it runs for; null for a step of the study itself, such as its planning.</param>
/// <param name="Stage">Name of the stage: "train", "measure", …</param>
/// <param name="Silo">Who runs it; null while it waits for a slot.</param>
/// <param name="StartedAt">Null while it waits.</param>
/// <param name="Done">0 to 1.</param>
/// <param name="Note">A few words for a person, such as "epoch 2, loss 0.41".</param>
public sealed record StepStatus(int? Trial, string Stage, string? Silo, DateTimeOffset? StartedAt, double Done, string Note);

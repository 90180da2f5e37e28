namespace AutoCompress.Trials;

/// <summary>How far a running stage is.</summary>
/// <param name="Done">0 to 1.</param>
/// <param name="Note">A few words for a person, such as "epoch 2, loss 0.41".</param>
public sealed record StageProgress(double Done, string Note);

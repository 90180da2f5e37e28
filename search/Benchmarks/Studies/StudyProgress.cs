namespace AutoCompress.Search.Benchmarks.Studies;

/// <summary>How far a simulated study was when a trial completed.</summary>
/// <param name="Images">Samples trained so far, over all trials.</param>
/// <param name="Saved">Samples found in the stage cache so far.</param>
/// <param name="Hypervolume">Of the front, free of noise.</param>
public sealed record StudyProgress(int Trial, long Images, long Saved, double Hypervolume);

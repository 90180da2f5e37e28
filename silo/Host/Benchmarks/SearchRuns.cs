namespace AutoCompress.Host.Benchmarks;

/// <summary>How often and how long an algorithm runs on a problem.</summary>
/// <param name="Trials">Evaluations of each run, at least 1.</param>
/// <param name="Seeds">Runs, with the seeds from 1.</param>
/// <param name="Workers">Evaluations at once, at least 1.</param>
/// <param name="Known">Random evaluations that are in history before the first proposal: what a proposal costs late in a long study.</param>
public sealed record SearchRuns(int Trials, int Seeds, int Workers = 1, int Known = 0);

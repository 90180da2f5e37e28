using AutoCompress.Trials;

namespace AutoCompress.Engine.Measuring.Scores;

/// <summary>One way to look at a model's answers.</summary>
/// <param name="Metric">What it is reported as; null for accuracy alone.</param>
/// <param name="IsAccuracy">Whether it is the study's accuracy.</param>
/// <param name="IsShareOfSamples">Whether each sample is right or wrong, so that the share has an exact interval.</param>
internal sealed record ScoreView(Metric? Metric, Counting Counting, Score Score, bool IsAccuracy, bool IsShareOfSamples = false);

using AutoCompress.Spaces;

namespace AutoCompress.Search.Planning;

/// <summary>A candidate that every study tries before the search proposes any.</summary>
/// <param name="Origin">Why: "original", "int8-only", "uniform 0.5", "guided 0.5", "shallow 0.5".</param>
/// <param name="Trains">False for the candidates that are the original's weights in another format.</param>
public sealed record Seed(Candidate Candidate, string Origin, bool Trains);

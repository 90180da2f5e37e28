using System.Collections.Immutable;
using AutoCompress.Spaces;
using AutoCompress.Trials;

namespace AutoCompress.Search.Planning;

/// <summary>A study that another one may start from.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Measures">Whether model, data, task, metric and target are those of the study that starts, so that its values hold there.</param>
public sealed record EarlierStudy(string Id, ModelAnalysis Analysis, ImmutableArray<Trial> Trials, bool Measures);

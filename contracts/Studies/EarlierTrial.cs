using System.Collections.Immutable;
using AutoCompress.Spaces;
using AutoCompress.Trials;

namespace AutoCompress.Studies;

/// <summary>What a study that starts warm takes from a trial of an earlier one. It is no trial of the study: it stands on no front and counts against no budget.</summary>
/// <param name="Study">The earlier study's id.</param>
/// <param name="Number">Of the trial there.</param>
/// <param name="Candidate">As this study's space has it.</param>
/// <param name="IsSeed">Whether it stands on the earlier study's front, so that this study tries it itself.</param>
/// <param name="Values">What was measured there; null where model, data, task, metric or target were others, so that the values say nothing here.</param>
public sealed record EarlierTrial(
    string Study, int Number, Candidate Candidate, Fidelity Fidelity, bool IsSeed, ImmutableSortedDictionary<Metric, Measurement>? Values = null);

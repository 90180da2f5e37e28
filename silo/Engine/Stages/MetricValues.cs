using System.Collections.Immutable;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Stages;

/// <summary>The result record of a stage that measures.</summary>
internal sealed record MetricValues(ImmutableSortedDictionary<Metric, Measurement> Values);

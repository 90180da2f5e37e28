using System.Collections.Immutable;

namespace AutoCompress.Studies;

/// <summary>The outcome of a study: the original and the front, measured in one interleaved run.</summary>
/// <param name="Recommended">Number of the trial to take when nothing else is known: the constraints hold and the gain is largest.</param>
public sealed record FrontReport(FrontPoint Original, ImmutableArray<FrontPoint> Points, int? Recommended);

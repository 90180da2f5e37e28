namespace AutoCompress.Engine.Measuring.Scores;

/// <summary>A number from the sums of a <see cref="Tally"/>.</summary>
internal delegate double Score(ReadOnlySpan<double> sums);

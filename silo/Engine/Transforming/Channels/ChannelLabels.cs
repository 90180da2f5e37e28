namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>The channels of a value: which axis they lie on and which label each index of that axis carries.</summary>
/// <param name="Axis">From 0, never negative.</param>
/// <param name="Labels">One label for each index; equal labels leave together, and label 0 always stays.</param>
/// <param name="Repeats">Whether the axis holds the labels once for each place of a free size before them: heads that are merged with the batch.</param>
internal sealed record ChannelLabels(int Axis, int[] Labels, bool Repeats = false);

using System.Collections.Immutable;
using AutoCompress.Spaces;
using AutoCompress.Studies;

namespace AutoCompress.Client.Results;

/// <summary>How a stored sample becomes the model's input: (value × Scale − Mean) / Std, as float32 in the given shape; −1 is the batch.</summary>
/// <param name="ChannelMean">One for each channel in place of <paramref name="Mean"/>; null when all have the same.</param>
/// <param name="ChannelStd">One for each channel in place of <paramref name="Std"/>; null when all have the same.</param>
internal sealed record FeedGuide(
    string Input,
    ImmutableArray<long> Shape,
    double Scale,
    double Mean,
    double Std,
    string Output,
    ImmutableArray<double>? ChannelMean = null,
    ImmutableArray<double>? ChannelStd = null)
{
    public static FeedGuide Of(StudySpec spec, ModelAnalysis analysis) => new(
        analysis.Inputs[0].Name,
        analysis.Inputs[0].Shape,
        spec.Data.ScaleOrDefault,
        spec.Data.Mean,
        spec.Data.Std,
        analysis.Outputs[0].Name,
        spec.Data.ChannelMean.IsEmpty ? null : spec.Data.ChannelMean,
        spec.Data.ChannelStd.IsEmpty ? null : spec.Data.ChannelStd);

    /// <summary>The formula with its numbers.</summary>
    public string Formula() => $"(value × {Scale:G6} − {Text(Mean, ChannelMean)}) / {Text(Std, ChannelStd)}";

    private static string Text(double all, ImmutableArray<double>? channels) =>
        channels is { } each ? $"[{string.Join(", ", each.Select(value => $"{value:G6}"))}]" : $"{all:G6}";
}

using System.Collections.Immutable;
using AutoCompress.Spaces;
using AutoCompress.Studies;

namespace AutoCompress.Client.Results;

/// <summary>How a stored sample becomes an input of the model: (value × Scale − Mean) / Std, in the given type and shape; −1 is the batch.</summary>
/// <param name="Output">The output that is scored.</param>
/// <param name="Type">Element type in ONNX's words.</param>
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
    ImmutableArray<double>? ChannelStd = null,
    string Type = "float")
{
    /// <summary>One for each input, in the model's order.</summary>
    public static ImmutableArray<FeedGuide> Of(StudySpec spec, ModelAnalysis analysis)
    {
        var data = spec.Data;
        var output = spec.Output ?? analysis.Outputs[0].Name;
        return [.. analysis.Inputs.Select(input => data.Inputs.FirstOrDefault(named => named.Name == input.Name) is { } own
            ? Of(input, own.Scale ?? 1, own.Mean, own.Std, own.ChannelMean, own.ChannelStd, output)
            : Of(input, data.ScaleOrDefault, data.Mean, data.Std, data.ChannelMean, data.ChannelStd, output))];
    }

    private static FeedGuide Of(
        ModelPort input, double scale, double mean, double std, ImmutableArray<double> means, ImmutableArray<double> stds, string output) =>
        new(input.Name, input.Shape, scale, mean, std, output, means.IsEmpty ? null : means, stds.IsEmpty ? null : stds, input.ElementType.ToLowerInvariant());

    /// <summary>The formula with its numbers.</summary>
    public string Formula() => $"(value × {Scale:G6} − {Text(Mean, ChannelMean)}) / {Text(Std, ChannelStd)}";

    private static string Text(double all, ImmutableArray<double>? channels) =>
        channels is { } each ? $"[{string.Join(", ", each.Select(value => $"{value:G6}"))}]" : $"{all:G6}";
}

using System.Collections.Immutable;
using AutoCompress.Studies;

namespace AutoCompress.Engine.Data;

/// <summary>How a stored number becomes the model's input: (value × scale − mean) / std, where mean and std may differ by channel.</summary>
public sealed class Normalisation
{
    private readonly double _scale;
    private readonly ImmutableArray<double> _means;
    private readonly ImmutableArray<double> _stds;

    public Normalisation(double scale, double mean, double std) : this(scale, [mean], [std])
    {
    }

    /// <param name="means">One for all numbers, or one for each channel: the first axis of a sample.</param>
    /// <param name="stds">As many.</param>
    public Normalisation(double scale, ImmutableArray<double> means, ImmutableArray<double> stds)
    {
        (_scale, _means, _stds) = (scale, means, stds);
        Description = FormattableString.Invariant($"scale {scale:R}, mean {Text(means)}, std {Text(stds)}");
    }

    /// <summary>The numbers, for messages and keys.</summary>
    public string Description { get; }

    /// <summary>Channels that a sample must have; 1 goes with any.</summary>
    public int Channels => _means.Length;

    /// <summary>Whether stored numbers are the model's inputs already.</summary>
    public bool KeepsNumbers => _scale == 1 && _means.All(mean => mean == 0) && _stds.All(std => std == 1);

    public static Normalisation Of(DataSpec spec)
    {
        var channels = Math.Max(1, Math.Max(spec.ChannelMean.Length, spec.ChannelStd.Length));
        return new(spec.ScaleOrDefault, Each(spec.ChannelMean, spec.Mean), Each(spec.ChannelStd, spec.Std));

        ImmutableArray<double> Each(ImmutableArray<double> given, double all) => given.IsEmpty ? [.. Enumerable.Repeat(all, channels)] : given;
    }

    /// <summary>Normalises one sample in place.</summary>
    public void Apply(Span<float> sample)
    {
        var size = sample.Length / _means.Length;
        for (var channel = 0; channel < _means.Length; channel++)
        {
            var (mean, std) = (_means[channel], _stds[channel]);
            foreach (ref var value in sample.Slice(channel * size, size))
            {
                value = (float)(((value * _scale) - mean) / std);
            }
        }
    }

    private static string Text(ImmutableArray<double> values) =>
        string.Join(' ', values.Select(value => FormattableString.Invariant($"{value:R}")));
}

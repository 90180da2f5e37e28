using System.Collections.Immutable;
using AutoCompress.Studies;

namespace AutoCompress.Engine.Data;

/// <summary>How a stored number becomes the model's input: (value × scale − mean) / std, where mean and std may differ by channel.</summary>
public sealed class Normalisation
{
    private readonly double _scale;
    private readonly ImmutableArray<double> _means;
    private readonly ImmutableArray<double> _stds;
    private readonly ImmutableArray<(string Input, Normalisation Normalisation)> _others = [];

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

    private Normalisation(Normalisation usual, ImmutableArray<(string Input, Normalisation Normalisation)> others)
        : this(usual._scale, usual._means, usual._stds)
    {
        _others = others;
        Description += string.Concat(others.Select(other => $"; {other.Input}: {other.Normalisation.Description}"));
    }

    /// <summary>The numbers, for messages and keys.</summary>
    public string Description { get; }

    /// <summary>Channels that a sample must have; 1 goes with any.</summary>
    public int Channels => _means.Length;

    /// <summary>Whether stored numbers are the model's inputs already.</summary>
    public bool KeepsNumbers => _scale == 1 && _means.All(mean => mean == 0) && _stds.All(std => std == 1);

    public static Normalisation Of(DataSpec spec)
    {
        var usual = Of(spec.ScaleOrDefault, spec.Mean, spec.Std, spec.ChannelMean, spec.ChannelStd);
        return spec.Inputs.IsEmpty
            ? usual
            : new(usual, [.. spec.Inputs.Select(input => (input.Name, Of(input.Scale ?? 1, input.Mean, input.Std, input.ChannelMean, input.ChannelStd)))]);
    }

    /// <summary>What the samples of one input go through.</summary>
    public Normalisation For(string input)
    {
        foreach (var other in _others)
        {
            if (other.Input == input)
            {
                return other.Normalisation;
            }
        }

        return this;
    }

    /// <summary>Normalises one sample in place, its inputs one behind the other.</summary>
    public void Apply(ImmutableArray<SampleStore> inputs, Span<float> sample)
    {
        foreach (var input in inputs)
        {
            For(input.Name).Apply(sample[..input.Size]);
            sample = sample[input.Size..];
        }
    }

    /// <summary>Normalises one sample of one input in place.</summary>
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

    private static Normalisation Of(double scale, double mean, double std, ImmutableArray<double> means, ImmutableArray<double> stds)
    {
        var channels = Math.Max(1, Math.Max(means.Length, stds.Length));
        return new(scale, Each(means, mean), Each(stds, std));

        ImmutableArray<double> Each(ImmutableArray<double> given, double all) => given.IsEmpty ? [.. Enumerable.Repeat(all, channels)] : given;
    }

    private static string Text(ImmutableArray<double> values) =>
        string.Join(' ', values.Select(value => FormattableString.Invariant($"{value:R}")));
}

using System.Collections.Immutable;

namespace AutoCompress.Studies;

/// <summary>Where the samples of one input of a model with several lie, and how they become its values: (value × Scale − Mean) / Std.</summary>
public sealed record InputSpec
{
    /// <summary>The model's name of the input.</summary>
    public required string Name { get; init; }

    /// <summary>The .npy file with its training samples; only for <see cref="DataFormat.Npy"/>, which needs it.</summary>
    public string? Train { get; init; }

    /// <summary>The .npy file with its test samples.</summary>
    public string? Test { get; init; }

    /// <summary>The array of an .npz; null for the input's name, or that with _train or _test behind it.</summary>
    public string? Array { get; init; }

    /// <summary>The columns of a CSV, by name or number; only for <see cref="DataFormat.Csv"/>, which needs them.</summary>
    public ImmutableArray<string> Columns { get; init; } = [];

    /// <summary>Multiplies a stored value; null for 1.</summary>
    public double? Scale { get; init; }

    /// <summary>Subtracted after scaling.</summary>
    public double Mean { get; init; }

    /// <summary>Divides after the mean was subtracted; above 0.</summary>
    public double Std { get; init; } = 1;

    /// <summary>One mean for each channel (the first axis of a sample) in place of <see cref="Mean"/>; may be empty.</summary>
    public ImmutableArray<double> ChannelMean { get; init; } = [];

    /// <summary>One divisor for each channel in place of <see cref="Std"/>; may be empty.</summary>
    public ImmutableArray<double> ChannelStd { get; init; } = [];
}

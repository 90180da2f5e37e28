using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace AutoCompress.Studies;

/// <summary>Samples, their labels where the task has any, and how a sample becomes the model's input: (value × Scale − Mean) / Std.</summary>
/// <remarks>Each path may also be an address, see <see cref="Datasets.DataReference"/>.</remarks>
public sealed record DataSpec
{
    /// <summary>Training samples; the selection split is held out of these. Empty for .npy with <see cref="Inputs"/>. For IDX the path without "-images-idx3-ubyte[.gz]", else a file or folder.</summary>
    public required string Train { get; init; }

    /// <summary>Test samples, which only the final front sees.</summary>
    public required string Test { get; init; }

    public DataFormat Format { get; init; } = DataFormat.Idx;

    /// <summary>Where each input of a model with several lies; empty for a model with one, whose samples are <see cref="Train"/> and <see cref="Test"/>.</summary>
    public ImmutableArray<InputSpec> Inputs { get; init; } = [];

    /// <summary>The .npy file with the training labels; only for <see cref="DataFormat.Npy"/>, which needs it unless the task has no labels.</summary>
    public string? TrainLabels { get; init; }

    /// <summary>The .npy file with the test labels.</summary>
    public string? TestLabels { get; init; }

    /// <summary>The array of an .npz that holds the samples; null for x, or x_train and x_test.</summary>
    public string? SamplesArray { get; init; }

    /// <summary>The array of an .npz that holds the labels; null for y, or y_train and y_test.</summary>
    public string? LabelsArray { get; init; }

    /// <summary>The name of a CSV's label column, or its number from 0 (from −1 backwards); null for "label".</summary>
    public string? LabelColumn { get; init; }

    /// <summary>The label columns of a CSV in place of <see cref="LabelColumn"/>, by name or number: the flags of multi-label, or several numbers of a regression.</summary>
    public ImmutableArray<string> LabelColumns { get; init; } = [];

    /// <summary>The label of pixels or places that do not count, beside all negative ones; null for none.</summary>
    public int? IgnoreLabel { get; init; }

    /// <summary>What every image is resized to; null when all have one size already.</summary>
    public ImageSize? Size { get; init; }

    /// <summary>Of an image: 1 for gray, 3 for colour; null for 1 when every image is gray, else 3.</summary>
    public int? Channels { get; init; }

    /// <summary>Multiplies a stored value; null for 1/255 of images and 1 of other numbers.</summary>
    public double? Scale { get; init; }

    /// <summary>Subtracted after scaling.</summary>
    public double Mean { get; init; }

    /// <summary>Divides after the mean was subtracted; above 0.</summary>
    public double Std { get; init; } = 1;

    /// <summary>One mean for each channel (the first axis of a sample) in place of <see cref="Mean"/>; may be empty.</summary>
    public ImmutableArray<double> ChannelMean { get; init; } = [];

    /// <summary>One divisor for each channel in place of <see cref="Std"/>; may be empty.</summary>
    public ImmutableArray<double> ChannelStd { get; init; } = [];

    /// <summary>Samples held out of the training set to select by; the rest trains. At least 100.</summary>
    public int Selection { get; init; } = 5000;

    /// <summary><see cref="Scale"/>, or what it is for the format.</summary>
    [JsonIgnore]
    public double ScaleOrDefault => Scale ?? (Format is DataFormat.Idx or DataFormat.PngFolder ? 1.0 / 255 : 1);

    /// <summary>By value: a generated comparison would hold two equal lists for different ones.</summary>
    public bool Equals(DataSpec? other) => other is not null && Json.Write(this) == Json.Write(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Train, Test, Format);
}

namespace AutoCompress.Studies;

/// <summary>Labelled samples, and how a sample becomes the model's input: (value × Scale − Mean) / Std.</summary>
public sealed record DataSpec
{
    /// <summary>Training samples; the selection split is held out of these. For IDX the path without "-images-idx3-ubyte[.gz]".</summary>
    public required string Train { get; init; }

    /// <summary>Test samples, which only the final front sees.</summary>
    public required string Test { get; init; }

    public DataFormat Format { get; init; } = DataFormat.Idx;

    /// <summary>Multiplies a stored value; default 1/255.</summary>
    public double Scale { get; init; } = 1.0 / 255;

    /// <summary>Subtracted after scaling.</summary>
    public double Mean { get; init; }

    /// <summary>Divides after the mean was subtracted; above 0.</summary>
    public double Std { get; init; } = 1;

    /// <summary>Samples held out of the training set to select by; the rest trains. At least 100.</summary>
    public int Selection { get; init; } = 5000;
}

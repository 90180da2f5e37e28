using System.Collections.Immutable;

namespace AutoCompress.Engine.Architectures;

/// <summary>The shape of a <see cref="ResidualNetwork"/>; the defaults are ResNet-8 for 28x28 grey images.</summary>
public sealed record ResidualNetworkOptions
{
    /// <summary>ResNet-20 of the paper (3x32x32, widths 16-32-64, three blocks a stage) with projection shortcuts.</summary>
    public static ResidualNetworkOptions ResNet20 { get; } = new() { Channels = 3, Size = 32, Widths = [16, 32, 64], BlocksPerStage = 3 };

    /// <summary>Channels of the image.</summary>
    public int Channels { get; init; } = 1;

    /// <summary>Height and width of the image; a multiple of 2^(stages − 1) keeps every map whole.</summary>
    public int Size { get; init; } = 28;

    /// <summary>Channels of each stage; every stage but the first halves the map.</summary>
    public ImmutableArray<int> Widths { get; init; } = [32, 64, 128];

    public int BlocksPerStage { get; init; } = 1;

    public int Classes { get; init; } = 10;

    public ulong Seed { get; init; } = 1;
}

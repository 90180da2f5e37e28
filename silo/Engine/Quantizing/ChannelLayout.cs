using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Quantizing;

/// <summary>Where the channels of a row-major tensor lie: element i belongs to channel (i / Inner) mod Channels.</summary>
internal readonly record struct ChannelLayout(int Channels, int Inner)
{
    /// <param name="axis">Null for a single channel.</param>
    public static ChannelLayout Of(Tensor tensor, int? axis) => axis is { } along
        ? new((int)tensor.Shape[along], (int)Tensor.CountOf(tensor.Shape[(along + 1)..]))
        : new(1, (int)tensor.Count);

    public int ChannelOf(int element) => element / Inner % Channels;
}

using System.Collections.Immutable;
using AutoCompress.Spaces;

namespace AutoCompress.Search.Benchmarks.Compression;

/// <summary>The synthetic network as an engine would describe it, with the same work and weights as <see cref="SyntheticNetwork"/>.</summary>
internal static class CompressionAnalysis
{
    private const int Channels = 8;
    private const double Macs = 40_000_000;
    private const double Params = 98_000;

    public static ModelAnalysis Analysis { get; } = new(
        (long)CompressionModel.OriginalSize, (long)Params, (long)Macs, 17, [new("input", "float", [-1, 3, 32, 32])], [new("logits", "float", [-1, 10])],
        [Group(CompressionSpace.StemGroup, null), .. Blocks(i => Group(CompressionSpace.Inside(i), i)), .. Blocks(i => Group(CompressionSpace.Outside(i), i))],
        [
            Term(CompressionSpace.StemGroup, null, SyntheticNetwork.Stem(1), 1, 1, CompressionSpace.StemGroup),
            .. Blocks(i => Term($"{CompressionSpace.Inside(i)}-entry", i, SyntheticNetwork.Kept(i, 1, 1), 0.4, 0.3, CompressionSpace.Inside(i))),
            .. Blocks(i => Term($"{CompressionSpace.Outside(i)}-exit", i, SyntheticNetwork.Kept(i, 1, 1), 0.6, 0.7, CompressionSpace.Inside(i), CompressionSpace.Outside(i))),
        ],
        [])
    {
        Blocks = [.. Blocks(i => new ResidualBlockInfo(CompressionSpace.NameOf(i), $"{CompressionSpace.NameOf(i)}-add", [], 0, 0))],
    };

    private static IEnumerable<T> Blocks<T>(Func<int, T> make) => Enumerable.Range(0, SyntheticNetwork.BlockCount).Select(make);

    private static ChannelGroupInfo Group(string name, int? block) => new(name, Channels, 1, [name], [], block is { } i ? CompressionSpace.NameOf(i) : null);

    private static CostTerm Term(string node, int? block, NetworkPart part, double work, double weights, params ImmutableArray<string> groups)
    {
        var channels = Math.Pow(Channels, groups.Length);
        return new(
            node, groups, block is { } i ? [CompressionSpace.NameOf(i)] : [], Params * weights * part.Weights / channels, Macs * work * part.Work / channels, IsWeight: true);
    }
}

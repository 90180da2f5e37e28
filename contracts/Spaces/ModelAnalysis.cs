using System.Collections.Immutable;

namespace AutoCompress.Spaces;

/// <summary>What the engine found in a model: its costs and what can be cut. Planning and <c>inspect</c> read this and nothing else of the model.</summary>
/// <param name="Size">Bytes of the file with its external data.</param>
/// <param name="Params">Elements of the learned tensors.</param>
/// <param name="Macs">Multiply-accumulate operations for one sample.</param>
/// <param name="Opset">Version of the default operator set.</param>
/// <param name="Groups">Channels that can be cut, in graph order.</param>
/// <param name="Costs">Params and MACs as products of kept channels; their sum at full width is <see cref="Params"/> and <see cref="Macs"/>.</param>
/// <param name="Barriers">What cannot be cut or trained, and why.</param>
/// <param name="IsTrainable">Whether it can be fine-tuned; where it cannot, a barrier says why, and only its number format can change.</param>
/// <param name="FrozenParams">Those of <paramref name="Params"/> that fine-tuning leaves as they are, since no gradient reaches them.</param>
public sealed record ModelAnalysis(
    long Size,
    long Params,
    long Macs,
    int Opset,
    ImmutableArray<ModelPort> Inputs,
    ImmutableArray<ModelPort> Outputs,
    ImmutableArray<ChannelGroupInfo> Groups,
    ImmutableArray<CostTerm> Costs,
    ImmutableArray<Barrier> Barriers,
    bool IsTrainable = true,
    long FrozenParams = 0)
{
    /// <summary>What can be left out as a whole, in graph order, a block before those inside it.</summary>
    public ImmutableArray<ResidualBlockInfo> Blocks { get; init; } = [];

    /// <summary>Parameters in tensors that a group reaches, at full width: cutting every group can only remove these.</summary>
    public long PrunableParams() => (long)Math.Round((this with { Costs = [.. Costs.Where(term => !term.Groups.IsEmpty)] }).CostOf(group => group.Channels).Params);

    /// <summary>Parameters and MACs of the model that is left, exact but for the rounding of doubles.</summary>
    /// <param name="kept">Channels that a group keeps: what <see cref="ChannelGroupInfo.Kept"/> says.</param>
    /// <param name="skipped">Names of the blocks that are left out; those inside them go too.</param>
    public (double Params, double Macs) CostOf(Func<ChannelGroupInfo, int> kept, IEnumerable<string>? skipped = null)
    {
        var widths = Groups.ToDictionary(group => group.Name, group => (double)kept(group), StringComparer.Ordinal);
        var gone = LeftOut(skipped ?? []);
        var (parameters, macs) = (0.0, 0.0);
        foreach (var term in Costs.Where(term => term.Blocks.IsEmpty || !term.Blocks.All(gone.Contains)))
        {
            var channels = term.Groups.Aggregate(1.0, (product, group) => product * widths[group]);
            parameters += term.Params * channels;
            macs += term.Macs * channels;
        }

        return (parameters, macs);
    }

    /// <summary>The blocks that leave with <paramref name="skipped"/>: themselves and those inside them.</summary>
    private HashSet<string> LeftOut(IEnumerable<string> skipped)
    {
        var gone = skipped.ToHashSet(StringComparer.Ordinal);
        foreach (var block in Blocks.Where(block => block.Inside is { } outer && gone.Contains(outer)))
        {
            gone.Add(block.Name);
        }

        return gone;
    }
}

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
    /// <summary>Parameters in tensors that a group reaches, at full width: cutting every group can only remove these.</summary>
    public long PrunableParams()
    {
        var widths = Groups.ToDictionary(group => group.Name, group => (double)group.Channels, StringComparer.Ordinal);
        return (long)Math.Round(Costs.Where(term => term.GroupA is not null)
            .Sum(term => term.Params * widths[term.GroupA!] * (term.GroupB is { } other ? widths[other] : 1)));
    }
}

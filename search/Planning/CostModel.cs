using System.Collections.Immutable;
using AutoCompress.Spaces;

namespace AutoCompress.Search.Planning;

/// <summary>Params and MACs of a candidate, exact, and the size of its file, estimated, from the analysis alone.</summary>
public sealed class CostModel
{
    private const double BytesPerFloat = 4;
    private readonly ImmutableArray<ChannelGroupInfo> _groups;
    private readonly ImmutableArray<(int A, int B, double Params, double Macs)> _terms;
    private readonly double _overhead;

    public CostModel(ModelAnalysis analysis)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        _groups = analysis.Groups;
        var places = _groups.Select((group, i) => (group.Name, i)).ToDictionary(g => g.Name, g => g.i, StringComparer.Ordinal);
        _terms = [.. analysis.Costs.Select(term => (Place(term.GroupA), Place(term.GroupB), term.Params, term.Macs))];
        _overhead = Math.Max(0, analysis.Size - BytesPerFloat * analysis.Params);

        int Place(string? group) => group is null ? -1 : places[group];
    }

    /// <summary>
    /// The cost of <paramref name="candidate"/>. Bytes: weights (the elements of nodes that multiply) in the candidate's precision,
    /// everything else as floats, and the original's bytes that are no weights.
    /// </summary>
    public CandidateCost Of(Candidate candidate)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        return Of(Kept(candidate), candidate.Precision());
    }

    /// <summary>Channels that <paramref name="candidate"/> keeps, in the order of the analysis' groups.</summary>
    internal int[] Kept(Candidate candidate) => [.. _groups.Select(group => Kept(group, candidate))];

    internal CandidateCost Of(ReadOnlySpan<int> kept, Precision precision)
    {
        var perWeight = BytesPerWeight(precision);
        var (elements, macs, bytes) = (0.0, 0.0, _overhead);
        foreach (var term in _terms)
        {
            var channels = (term.A < 0 ? 1.0 : kept[term.A]) * (term.B < 0 ? 1.0 : kept[term.B]);
            elements += term.Params * channels;
            macs += term.Macs * channels;
            bytes += term.Params * channels * (term.Macs > 0 ? perWeight : BytesPerFloat);
        }

        return new(elements, macs, bytes);
    }

    /// <summary>Channels of <paramref name="group"/> that <paramref name="candidate"/> keeps.</summary>
    public static int Kept(ChannelGroupInfo group, Candidate candidate)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(candidate);
        return group.Kept(candidate.Number(GeneNames.Keep(group.Name), 1));
    }

    private static double BytesPerWeight(Precision precision) => precision switch
    {
        Precision.Fp16 => 2,
        Precision.Int8 or Precision.WeightInt8 or Precision.DynamicInt8 => 1,
        _ => BytesPerFloat,
    };
}

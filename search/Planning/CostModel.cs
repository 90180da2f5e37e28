using System.Collections.Immutable;
using AutoCompress.Spaces;

namespace AutoCompress.Search.Planning;

/// <summary>Params and MACs of a candidate, exact, and the size of its file, estimated, from the analysis alone.</summary>
public sealed class CostModel
{
    private const double BytesPerFloat = 4;
    private readonly ImmutableArray<ChannelGroupInfo> _groups;
    private readonly ImmutableArray<ResidualBlockInfo> _blocks;
    private readonly ImmutableArray<int> _outer;
    private readonly ImmutableArray<Term> _terms;
    private readonly double _overhead;

    public CostModel(ModelAnalysis analysis)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        (_groups, _blocks) = (analysis.Groups, analysis.Blocks);
        var groups = Places(_groups.Select(group => group.Name));
        var blocks = Places(_blocks.Select(block => block.Name));
        _outer = [.. _blocks.Select(block => block.Inside is { } outer ? blocks[outer] : -1)];
        _terms =
        [
            .. analysis.Costs.Select(term => new Term(
                [.. term.Groups.Select(group => groups[group])], [.. term.Blocks.Select(block => blocks[block])], term.Params, term.Macs, term.IsWeight)),
        ];
        _overhead = Math.Max(0, analysis.Size - BytesPerFloat * analysis.Params);
    }

    /// <summary>
    /// The cost of <paramref name="candidate"/>. Bytes: weights that multiply in the candidate's precision,
    /// everything else as floats, and the original's bytes that are no weights.
    /// </summary>
    public CandidateCost Of(Candidate candidate)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        return Of(Shape(candidate), candidate.Precision());
    }

    /// <summary>What <paramref name="candidate"/> keeps of the model.</summary>
    internal CandidateShape Shape(Candidate candidate)
    {
        var shape = new CandidateShape([.. _groups.Select(group => Kept(group, candidate))], new bool[_blocks.Length]);
        for (var i = 0; i < _blocks.Length; i++)
        {
            shape.Blocks[i] = !Skips(_blocks[i], candidate) && (_outer[i] < 0 || shape.Blocks[_outer[i]]);
        }

        return shape;
    }

    /// <summary>Takes a block out of <paramref name="shape"/>, and those inside it.</summary>
    internal void Skip(CandidateShape shape, int block)
    {
        shape.Blocks[block] = false;
        for (var i = 0; i < _outer.Length; i++)
        {
            shape.Blocks[i] &= _outer[i] < 0 || shape.Blocks[_outer[i]];
        }
    }

    internal CandidateCost Of(CandidateShape shape, Precision precision)
    {
        var perWeight = BytesPerWeight(precision);
        var (elements, macs, bytes) = (0.0, 0.0, _overhead);
        foreach (var term in _terms)
        {
            var channels = term.Channels(shape);
            elements += term.Params * channels;
            macs += term.Macs * channels;
            bytes += term.Params * channels * (term.IsWeight ? perWeight : BytesPerFloat);
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

    private static bool Skips(ResidualBlockInfo block, Candidate candidate) =>
        candidate.Choice(GeneNames.Block(block.Name), GeneNames.KeepBlock) == GeneNames.SkipBlock;

    private static Dictionary<string, int> Places(IEnumerable<string> names) =>
        names.Select((name, place) => (name, place)).ToDictionary(pair => pair.name, pair => pair.place, StringComparer.Ordinal);

    private static double BytesPerWeight(Precision precision) => precision switch
    {
        Precision.Fp16 => 2,
        Precision.Int8 or Precision.WeightInt8 or Precision.DynamicInt8 => 1,
        _ => BytesPerFloat,
    };

    /// <summary>A cost term with groups and blocks as places in the analysis.</summary>
    private sealed record Term(int[] Groups, int[] Blocks, double Params, double Macs, bool IsWeight)
    {
        /// <summary>How often the coefficients count.</summary>
        public double Channels(CandidateShape shape)
        {
            if (Blocks.Length > 0 && !Array.Exists(Blocks, block => shape.Blocks[block]))
            {
                return 0;
            }

            var product = 1.0;
            foreach (var group in Groups)
            {
                product *= shape.Kept[group];
            }

            return product;
        }
    }
}

using System.Collections.Immutable;
using AutoCompress.Search.Genomes;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Planning;

/// <summary>
/// The constraints that are known before training (params, MACs, the estimated size, and the latency where its predictions are trusted), kept by moving a candidate in
/// gene space.
/// </summary>
public sealed class HardLimits
{
    private static readonly Metric[] Known = [Metric.Params, Metric.Macs, Metric.Size];
    private readonly ImmutableArray<(Metric Metric, double Bound)> _bounds;
    private readonly ImmutableArray<ChannelGroupInfo> _groups;
    private readonly ImmutableArray<ResidualBlockInfo> _blocks;
    private readonly CostModel _costs;
    private readonly LatencyLimit? _latency;

    /// <param name="latency">Null where nothing is known or asked of the latency.</param>
    public HardLimits(ModelAnalysis analysis, StudySpec spec, LatencyLimit? latency = null)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        ArgumentNullException.ThrowIfNull(spec);
        (_groups, _blocks, _costs, _latency) = (analysis.Groups, analysis.Blocks, new(analysis), latency);
        _bounds = [.. spec.Constraints.Where(c => Known.Contains(c.Key)).Select(c => (c.Key, c.Value))];
    }

    /// <summary>Whether there is any.</summary>
    public bool Any => !_bounds.IsEmpty || _latency is not null;

    /// <summary>Whether <paramref name="candidate"/> keeps all of them.</summary>
    public bool Hold(Candidate candidate) =>
        !Any || Excess(_costs.Shape(candidate), candidate.Precision()) == 0;

    /// <summary>
    /// <paramref name="candidate"/> itself when the limits hold; else the candidate reached by narrowing, one grid step at a time, the
    /// group whose step removes the most of the excess; when no group can be narrowed, by leaving out blocks, the one that helps most
    /// first; and then by the precision that needs the fewest bytes. Cuts come first: they are what the search asked for, while a format may
    /// be impossible on the target.
    /// </summary>
    /// <returns>Null when even the narrowest candidate of <paramref name="space"/> breaks a limit.</returns>
    public Candidate? Repair(SearchSpace space, Candidate candidate)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(candidate);
        if (Hold(candidate))
        {
            return candidate;
        }

        var genome = Genome.Of(space, candidate);
        var shape = _costs.Shape(candidate);
        var precision = candidate.Precision();
        var widths = Widths(space, genome);
        var blocks = Blocks(space, genome);
        while (Excess(shape, precision) > 0)
        {
            if (BestStep(widths, genome, shape, precision) is { } step)
            {
                shape.Kept[step.Group] = Kept(step, --genome[step.Gene]);
            }
            else if (BestSkip(blocks, shape, precision) is { } block)
            {
                genome[block.Gene] = block.Skip;
                _costs.Skip(shape, block.Block);
            }
            else if (Smaller(space, shape, precision) is { } smaller)
            {
                (genome[smaller.Gene], precision) = (smaller.Index, smaller.Precision);
            }
            else
            {
                return null;
            }
        }

        return Genome.Build(space, genome);
    }

    /// <summary>The keep genes that the candidate has, with their groups' places.</summary>
    private List<(int Gene, int Group, NumberGene Grid)> Widths(SearchSpace space, int[] genome)
    {
        var widths = new List<(int, int, NumberGene)>();
        for (var group = 0; group < _groups.Length; group++)
        {
            var name = GeneNames.Keep(_groups[group].Name);
            for (var gene = 0; gene < genome.Length; gene++)
            {
                if (space.Genes[gene] is NumberGene grid && grid.Name == name && genome[gene] >= 0)
                {
                    widths.Add((gene, group, grid));
                }
            }
        }

        return widths;
    }

    /// <summary>The step that leaves the least excess; null when every group is at its narrowest.</summary>
    private (int Gene, int Group, NumberGene Grid)? BestStep(
        List<(int Gene, int Group, NumberGene Grid)> widths, int[] genome, CandidateShape shape, Precision precision)
    {
        (int, int, NumberGene)? best = null;
        var least = double.PositiveInfinity;
        foreach (var width in widths.Where(width => genome[width.Gene] > 0))
        {
            var before = shape.Kept[width.Group];
            shape.Kept[width.Group] = Kept(width, genome[width.Gene] - 1);
            var excess = Excess(shape, precision);
            shape.Kept[width.Group] = before;
            if (excess < least)
            {
                (best, least) = (width, excess);
            }
        }

        return best;
    }

    /// <summary>The genes of the blocks that are there, with the blocks' places.</summary>
    private List<(int Gene, int Block, int Skip)> Blocks(SearchSpace space, int[] genome)
    {
        var places = Enumerable.Range(0, _blocks.Length).ToDictionary(i => GeneNames.Block(_blocks[i].Name), StringComparer.Ordinal);
        var blocks = new List<(int, int, int)>();
        for (var gene = 0; gene < genome.Length; gene++)
        {
            if (space.Genes[gene] is ChoiceGene choice && genome[gene] >= 0 && places.TryGetValue(choice.Name, out var block))
            {
                blocks.Add((gene, block, choice.Choices.IndexOf(GeneNames.SkipBlock)));
            }
        }

        return blocks;
    }

    /// <summary>The block without which the least excess is left, of several that are enough the cheapest; null when none is left to leave out.</summary>
    private (int Gene, int Block, int Skip)? BestSkip(List<(int Gene, int Block, int Skip)> blocks, CandidateShape shape, Precision precision)
    {
        var left = blocks.Where(block => block.Skip >= 0 && shape.Blocks[block.Block]).ToList();
        return left.Count == 0 ? null : left.MinBy(block =>
        {
            var without = shape with { Blocks = [.. shape.Blocks] };
            _costs.Skip(without, block.Block);
            return (Excess(without, precision), -_costs.Of(without, precision).Macs);
        });
    }

    /// <summary>The precision that leaves the least excess, if that is less than now.</summary>
    private (int Gene, int Index, Precision Precision)? Smaller(SearchSpace space, CandidateShape shape, Precision current)
    {
        if (space.Genes.FirstOrDefault(gene => gene.Name == GeneNames.Precision) is not ChoiceGene precisions)
        {
            return null;
        }

        var best = precisions.Choices.Select(KebabCase.Parse<Precision>).MinBy(precision => Excess(shape, precision));
        return Excess(shape, best) < Excess(shape, current)
            ? (space.Genes.IndexOf(precisions), precisions.Choices.IndexOf(KebabCase.Of(best)), best)
            : null;
    }

    /// <summary>How far the limits are broken, as the sum of the excesses over their bounds.</summary>
    private double Excess(CandidateShape shape, Precision precision)
    {
        var cost = _costs.Of(shape, precision);
        var excess = _latency?.Excess(shape, precision) ?? 0;
        foreach (var (metric, bound) in _bounds)
        {
            var value = metric switch { Metric.Params => cost.Params, Metric.Macs => cost.Macs, _ => cost.Bytes };
            excess += Math.Max(0, (value - bound) / Math.Max(1, bound));
        }

        return excess;
    }

    private int Kept((int Gene, int Group, NumberGene Grid) width, int index) => _groups[width.Group].Kept(width.Grid.ValueAt(index).Number);
}

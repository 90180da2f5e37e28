using System.Collections.Immutable;
using AutoCompress.Search.Evolution;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Planning;

/// <summary>The constraints that are known before training (params, MACs and the estimated size), kept by moving a candidate in gene space.</summary>
public sealed class HardLimits
{
    private static readonly Metric[] Known = [Metric.Params, Metric.Macs, Metric.Size];
    private readonly ImmutableArray<(Metric Metric, double Bound)> _bounds;
    private readonly ImmutableArray<ChannelGroupInfo> _groups;
    private readonly CostModel _costs;

    public HardLimits(ModelAnalysis analysis, StudySpec spec)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        ArgumentNullException.ThrowIfNull(spec);
        (_groups, _costs) = (analysis.Groups, new(analysis));
        _bounds = [.. spec.Constraints.Where(c => Known.Contains(c.Key)).Select(c => (c.Key, c.Value))];
    }

    /// <summary>Whether <paramref name="candidate"/> keeps all of them.</summary>
    public bool Hold(Candidate candidate) =>
        _bounds.IsEmpty || Excess(_costs.Kept(candidate), candidate.Precision()) == 0;

    /// <summary>
    /// <paramref name="candidate"/> itself when the limits hold; else the candidate reached by narrowing, one grid step at a time, the
    /// group whose step removes the most of the excess; when no group can be narrowed, by the precision that needs the fewest bytes. Cuts
    /// come first: they are what the search asked for, while a format may be impossible on the target.
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
        var kept = _costs.Kept(candidate);
        var precision = candidate.Precision();
        var widths = Widths(space, genome);
        while (Excess(kept, precision) > 0)
        {
            if (BestStep(widths, genome, kept, precision) is { } step)
            {
                kept[step.Group] = Kept(step, --genome[step.Gene]);
            }
            else if (Smaller(space, kept, precision) is { } smaller)
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
        List<(int Gene, int Group, NumberGene Grid)> widths, int[] genome, int[] kept, Precision precision)
    {
        (int, int, NumberGene)? best = null;
        var least = double.PositiveInfinity;
        foreach (var width in widths.Where(width => genome[width.Gene] > 0))
        {
            var before = kept[width.Group];
            kept[width.Group] = Kept(width, genome[width.Gene] - 1);
            var excess = Excess(kept, precision);
            kept[width.Group] = before;
            if (excess < least)
            {
                (best, least) = (width, excess);
            }
        }

        return best;
    }

    /// <summary>The precision that leaves the least excess, if that is less than now.</summary>
    private (int Gene, int Index, Precision Precision)? Smaller(SearchSpace space, int[] kept, Precision current)
    {
        if (space.Genes.FirstOrDefault(gene => gene.Name == GeneNames.Precision) is not ChoiceGene precisions)
        {
            return null;
        }

        var best = precisions.Choices.Select(KebabCase.Parse<Precision>).MinBy(precision => Excess(kept, precision));
        return Excess(kept, best) < Excess(kept, current)
            ? (space.Genes.IndexOf(precisions), precisions.Choices.IndexOf(KebabCase.Of(best)), best)
            : null;
    }

    /// <summary>How far the limits are broken, as the sum of the excesses over their bounds.</summary>
    private double Excess(int[] kept, Precision precision)
    {
        var cost = _costs.Of(kept, precision);
        var excess = 0.0;
        foreach (var (metric, bound) in _bounds)
        {
            var value = metric switch { Metric.Params => cost.Params, Metric.Macs => cost.Macs, _ => cost.Bytes };
            excess += Math.Max(0, (value - bound) / Math.Max(1, bound));
        }

        return excess;
    }

    private int Kept((int Gene, int Group, NumberGene Grid) width, int index) => _groups[width.Group].Kept(width.Grid.ValueAt(index).Number);
}

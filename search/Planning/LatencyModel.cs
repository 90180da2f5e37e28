using System.Collections.Immutable;
using AutoCompress.Spaces;

namespace AutoCompress.Search.Planning;

/// <summary>
/// Predicts a cut model's latency from a <see cref="LatencyTable"/>. The time is summed over the model's operators, which share it in proportion to their MACs. What a
/// single cut saved is shared among the operators that lose MACs by it, in proportion to those; an operator between two narrowed groups keeps the product of what
/// each of them leaves. So a single cut is predicted as it was measured, and no time is saved twice. Where latencies in proportion to MACs are nearer to the measured cuts of
/// everything (a large model of equal layers), that is what is predicted.
/// </summary>
public sealed class LatencyModel
{
    /// <summary>A mean error up to which predictions are used.</summary>
    private const double TrustedError = 0.15;

    /// <summary>Something is always left: calls, copies, the rest of the graph.</summary>
    private const double Least = 0.01;

    private readonly CostModel _costs;
    private readonly ImmutableArray<ChannelGroupInfo> _groups;
    private readonly ImmutableArray<Operator> _operators;
    private readonly LatencyCurve?[] _curves;
    private readonly double?[] _blocks;
    private readonly ImmutableArray<Operator>[] _touched;
    private readonly double _usual;

    private LatencyModel(ModelAnalysis analysis, LatencyTable table)
    {
        (_costs, _groups) = (new(analysis), analysis.Groups);
        _operators = Operators(analysis);
        _touched = [.. Enumerable.Range(0, _groups.Length).Select(group => _operators.Where(one => one.Groups.Contains(group)).ToImmutableArray())];
        var singles = table.ByMacs ? [] : table.Cuts.Where(cut => cut.Cut.IsSingle()).ToList();
        var widths = singles.Where(cut => cut.Cut.Skip.IsEmpty).ToLookup(cut => cut.Cut.Keep.First().Key, cut => (cut.Cut.Keep.First().Value, cut.Ratio), StringComparer.Ordinal);
        var skips = singles.Where(cut => !cut.Cut.Skip.IsEmpty).ToDictionary(cut => cut.Cut.Skip[0], cut => cut.Ratio, StringComparer.Ordinal);
        _curves = [.. _groups.Select(group => widths[group.Like ?? group.Name].ToList() is { Count: > 0 } points ? new LatencyCurve(points) : null)];
        _blocks = [.. analysis.Blocks.Select((block, i) => skips.TryGetValue(block.Like ?? block.Name, out var ratio) ? BlockRate(i, ratio) : (double?)null)];
        var rates = Enumerable.Range(0, _groups.Length).Where(group => _curves[group] is not null && !_touched[group].IsEmpty).Select(group => GroupRate(group, 0.5)).ToList();
        _usual = rates.Count > 0 ? rates.Average() : 1;
    }

    /// <summary>A model that predicts the measured cuts of everything well; null without a table, and where it does not.</summary>
    public static LatencyModel? Of(ModelAnalysis analysis, LatencyTable? table) =>
        table is { Error: <= TrustedError } ? new(analysis, table) : null;

    /// <summary><paramref name="table"/> with the error of what is predicted for its cuts of everything, by the single cuts or by MACs, whichever is nearer.</summary>
    public static LatencyTable Checked(ModelAnalysis analysis, LatencyTable table)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        ArgumentNullException.ThrowIfNull(table);
        var wholes = table.Cuts.Where(cut => !cut.Cut.IsSingle()).ToList();
        if (wholes.Count == 0 || analysis.Macs <= 0)
        {
            return table with { Error = null };
        }

        var (measured, byMacs) = (ErrorOf(table with { ByMacs = false }), ErrorOf(table with { ByMacs = true }));
        return table with { ByMacs = byMacs <= measured, Error = Math.Min(measured, byMacs) };

        double ErrorOf(LatencyTable kind)
        {
            var model = new LatencyModel(analysis, kind);
            return wholes.Average(cut => Math.Abs(model.Of(cut.Cut) / cut.Ratio - 1));
        }
    }

    /// <summary>The latency of <paramref name="candidate"/> as a share of the uncut model's.</summary>
    public double Of(Candidate candidate) => Of(_costs.Shape(candidate));

    /// <summary>The latency of <paramref name="cut"/> as a share of the uncut model's.</summary>
    public double Of(ModelCut cut)
    {
        ArgumentNullException.ThrowIfNull(cut);
        return Of(new Candidate(
        [
            .. cut.Keep.Select(keep => KeyValuePair.Create(GeneNames.Keep(keep.Key), GeneValue.Of(keep.Value))),
            .. cut.Skip.Select(block => KeyValuePair.Create(GeneNames.Block(block), GeneValue.Of(GeneNames.SkipBlock))),
        ]));
    }

    /// <summary>The share of the uncut model's time that is saved when the group alone keeps so much.</summary>
    internal double SavedAlone(string group, double keep) => 1 - Of(new ModelCut(ImmutableSortedDictionary<string, double>.Empty.Add(group, keep), []));

    /// <summary>The share of the uncut model's time that is saved when the block alone is left out.</summary>
    internal double SavedWithout(string block) => 1 - Of(new ModelCut(ImmutableSortedDictionary<string, double>.Empty, [block]));

    internal double Of(CandidateShape shape)
    {
        var keep = new double[_groups.Length];
        var rates = new double[_groups.Length];
        var saved = 0.0;
        for (var group = 0; group < keep.Length; group++)
        {
            keep[group] = shape.Kept[group] / (double)_groups[group].Channels;
            rates[group] = keep[group] < 1 ? GroupRate(group, keep[group]) : 0;
            saved += keep[group] < 1 && _touched[group].IsEmpty ? _curves[group]?.At(keep[group]) ?? 0 : 0;
        }

        foreach (var one in _operators)
        {
            saved += one.Share * (one.IsGone(shape) ? one.Blocks.Average(block => _blocks[block] ?? _usual) : one.Saved(keep, rates));
        }

        return Math.Max(Least, 1 - saved);
    }

    /// <summary>Time that is saved for each MAC, both as shares of the model's, when the group alone keeps so much.</summary>
    private double GroupRate(int group, double keep)
    {
        if (_curves[group] is not { } curve)
        {
            return _usual;
        }

        var lost = 0.0;
        foreach (var one in _touched[group])
        {
            lost += one.Share * one.Lost(group, keep);
        }

        return lost > 0 ? curve.At(keep) / lost : 0;
    }

    private double BlockRate(int block, double ratio)
    {
        var share = _operators.Where(one => one.Blocks is [var only] && only == block).Sum(one => one.Share);
        return share > 0 ? Math.Max(0, 1 - ratio) / share : 0;
    }

    private static ImmutableArray<Operator> Operators(ModelAnalysis analysis)
    {
        var groups = analysis.Groups.Select((group, place) => (group, place)).ToDictionary(pair => pair.group.Name, pair => pair.place, StringComparer.Ordinal);
        var blocks = analysis.Blocks.Select((block, place) => (block, place)).ToDictionary(pair => pair.block.Name, pair => pair.place, StringComparer.Ordinal);
        return [.. analysis.Costs.Where(term => term.Macs > 0).Select(term => Of(term, [.. term.Groups.Select(name => groups[name])]))];

        Operator Of(CostTerm term, ImmutableArray<int> places) => new(
            places,
            [.. term.Blocks.Select(block => blocks[block])],
            places.Aggregate(term.Macs, (macs, place) => macs * analysis.Groups[place].Channels) / analysis.Macs);
    }

    /// <param name="Groups">Places of the groups that its MACs are in proportion to; one may stand several times.</param>
    /// <param name="Blocks">Places of the blocks that need it.</param>
    /// <param name="Share">Of the model's MACs.</param>
    private sealed record Operator(ImmutableArray<int> Groups, ImmutableArray<int> Blocks, double Share)
    {
        public bool IsGone(CandidateShape shape) => !Blocks.IsEmpty && !Blocks.Any(block => shape.Blocks[block]);

        /// <summary>The share of its MACs that is lost when a group alone is narrowed.</summary>
        public double Lost(int group, double keep)
        {
            var left = 1.0;
            foreach (var other in Groups)
            {
                left *= other == group ? keep : 1;
            }

            return 1 - left;
        }

        /// <summary>The share of its time that is saved.</summary>
        /// <param name="rates">Of the groups. One above 1 saves more than the operator takes: the time of neighbours without MACs, which adds up.</param>
        public double Saved(double[] keep, double[] rates)
        {
            var (left, more) = (1.0, 0.0);
            for (var i = 0; i < Groups.Length; i++)
            {
                var group = Groups[i];
                if (keep[group] < 1 && Groups.IndexOf(group) == i)
                {
                    var after = 1 - Lost(group, keep[group]) * rates[group];
                    (left, more) = (left * Math.Max(0, after), more + Math.Max(0, -after));
                }
            }

            return 1 - left + more;
        }
    }
}

using System.Collections.Immutable;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Planning;

/// <summary>Which cuts are worth timing before a search, and for how long.</summary>
/// <param name="Cuts">The most telling first.</param>
/// <param name="Seconds">Time for all of them.</param>
public sealed record LatencySurvey(ImmutableArray<ModelCut> Cuts, double Seconds)
{
    /// <summary>Of the study's time, at most.</summary>
    private const double Share = 0.05;

    /// <summary>Below that, too few cuts would be timed well; above it, more time tells nothing more.</summary>
    private const double SecondsAtLeast = 8;
    private const double SecondsAtMost = 64;

    private const int Mixtures = 2;
    private const ulong Stream = 0x74696D65;
    private static readonly double[] Widths = [0.5, 0.25, 0.75];
    private static readonly Metric[] Times = [Metric.Latency, Metric.LatencyP90, Metric.LatencyP99, Metric.Speedup];

    /// <summary>
    /// 1. Cuts of everything, to check predictions with: both of the narrow uniform ones, two with widths drawn by a constant seed, and one without half of the blocks.
    /// 2. Each group alone at half of its width and each block alone left out; then each group at a quarter, then at three quarters, on the grid of its gene.
    /// 3. Of groups and blocks that are like each other the first stands for all.
    /// The time is a power of two, so that studies of about the same length share a table.
    /// </summary>
    /// <returns>Null where time is no objective and no constraint, nothing can be cut, or the study is too short.</returns>
    public static LatencySurvey? Of(SearchSpace space, ModelAnalysis analysis, StudySpec spec)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(analysis);
        ArgumentNullException.ThrowIfNull(spec);
        var grids = analysis.Groups.Select(group => (group, Grid: space.Genes.OfType<NumberGene>().FirstOrDefault(gene => gene.Name == GeneNames.Keep(group.Name))))
            .Where(pair => pair.Grid is { Count: > 1 }).Select(pair => (pair.group, Grid: pair.Grid!)).ToList();
        var seconds = SecondsAtMost;
        while (seconds > Share * spec.Budget.Time.TotalSeconds)
        {
            seconds /= 2;
        }

        if (!IsAbout(spec) || grids.Count == 0 || seconds < SecondsAtLeast)
        {
            return null;
        }

        ImmutableArray<string> skippable = [.. analysis.Blocks.Select(block => block.Name).Where(block => space.Genes.Any(gene => gene.Name == GeneNames.Block(block)))];
        var random = new SeededRandom(Stream, 0);
        List<ModelCut> cuts =
        [
            Whole(grid => grid.Group.Across is null ? 0.5 : 1, []),
            Whole(grid => grid.Group.Across is null ? 0.25 : 1, []),
            .. Enumerable.Range(0, Mixtures).Select(_ => Whole(grid => grid.Grid.ValueAt(random.Below(grid.Grid.Count)).Number, [])),
            .. skippable.IsEmpty ? [] : new[] { Whole(_ => 0.75, [.. skippable.Where((_, i) => i % 2 == 1 || skippable.Length == 1).Order(StringComparer.Ordinal)]) },
            .. Narrowed(Widths[0]),
            .. skippable.Where(name => analysis.Blocks.First(block => block.Name == name).Like is null).Select(block => new ModelCut(Full, [block])),
            .. Widths.Skip(1).SelectMany(Narrowed),
        ];
        return new([.. cuts.DistinctBy(cut => Json.Write(cut))], seconds);

        IEnumerable<ModelCut> Narrowed(double width) => grids.Where(pair => pair.group.Like is null && At(pair.Grid, width) < 1)
            .Select(pair => new ModelCut(Full.Add(pair.group.Name, At(pair.Grid, width)), []));

        ModelCut Whole(Func<(ChannelGroupInfo Group, NumberGene Grid), double> width, ImmutableArray<string> skip) => new(
            grids.Select(pair => KeyValuePair.Create(pair.group.Name, At(pair.Grid, width(pair)))).Where(pair => pair.Value < 1).ToImmutableSortedDictionary(StringComparer.Ordinal), skip);
    }

    /// <summary>Whether how long a model takes is an objective or a constraint of the study.</summary>
    public static bool IsAbout(StudySpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return Times.Any(metric => spec.Objectives.Contains(metric) || spec.Constraints.ContainsKey(metric));
    }

    private static ImmutableSortedDictionary<string, double> Full => ImmutableSortedDictionary.Create<string, double>(StringComparer.Ordinal);

    private static double At(NumberGene grid, double width) => grid.ValueAt(Defaults.NearestIndex(grid, width)).Number;
}

using AutoCompress.Spaces;

namespace AutoCompress.Client.Inspect;

/// <summary>The share, 0 to 1, of a model's costs that lies in nodes with at least one channel group, or in a block that can be left out.</summary>
internal readonly record struct PrunableShare(double Params, double Macs)
{
    public static PrunableShare Of(ModelAnalysis analysis)
    {
        var cut = analysis.Costs.Where(term => !term.Groups.IsEmpty || !term.Blocks.IsEmpty);
        var (parameters, macs) = Total(analysis, cut);
        return new(analysis.Params == 0 ? 0 : parameters / analysis.Params, analysis.Macs == 0 ? 0 : macs / analysis.Macs);
    }

    /// <summary>The sum of <paramref name="terms"/> at full width.</summary>
    public static (double Params, double Macs) Total(ModelAnalysis analysis, IEnumerable<CostTerm> terms) =>
        (analysis with { Costs = [.. terms] }).CostOf(group => group.Channels);
}

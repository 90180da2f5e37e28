using AutoCompress.Spaces;

namespace AutoCompress.Client.Inspect;

/// <summary>The share, 0 to 1, of a model's costs that lies in nodes with at least one channel group.</summary>
internal readonly record struct PrunableShare(double Params, double Macs)
{
    public static PrunableShare Of(ModelAnalysis analysis)
    {
        var cut = analysis.Costs.Where(term => term.GroupA is not null || term.GroupB is not null).ToList();
        return new(
            analysis.Params == 0 ? 0 : Total(analysis, cut, term => term.Params) / analysis.Params,
            analysis.Macs == 0 ? 0 : Total(analysis, cut, term => term.Macs) / analysis.Macs);
    }

    /// <summary>The sum of <paramref name="terms"/> at full width.</summary>
    public static double Total(ModelAnalysis analysis, IEnumerable<CostTerm> terms, Func<CostTerm, double> coefficient)
    {
        double Channels(string? group) => group is null ? 1 : analysis.Groups.First(info => info.Name == group).Channels;
        return terms.Sum(term => coefficient(term) * Channels(term.GroupA) * Channels(term.GroupB));
    }
}

using System.Collections.Immutable;
using AutoCompress.Search.Planning;
using AutoCompress.Spaces;

namespace AutoCompress.Search.Tests.Planning;

/// <summary>A machine by formula: an operator takes time for each MAC that depends on the operator, and as much again as a twentieth of the model's whatever is cut.</summary>
internal static class LatencyTableFixture
{
    private const double Fixed = 0.05;

    /// <summary>The early layers of ResNet-8 take more time for a MAC than the late ones.</summary>
    private static readonly ImmutableDictionary<string, double> Slowness = new Dictionary<string, double>
    {
        ["conv0"] = 4, ["conv1a"] = 2, ["conv1b"] = 2, ["conv2a"] = 1, ["conv2b"] = 1, ["short2"] = 2, ["conv3a"] = 0.5, ["conv3b"] = 0.5, ["short3"] = 1, ["fc"] = 3,
    }.ToImmutableDictionary();

    /// <summary>Every cut of the survey of <see cref="Fixtures.Analysis"/>, timed and checked.</summary>
    public static LatencyTable Of(Func<ModelCut, double>? machine = null) => LatencyModel.Checked(
        Fixtures.Analysis,
        new([.. LatencySurvey.Of(Fixtures.Space, Fixtures.Analysis, Fixtures.Spec)!.Cuts.Select(cut => new CutLatency(cut, (machine ?? Ratio)(cut)))]));

    /// <summary>The latency of a cut as a share of the whole model's.</summary>
    public static double Ratio(ModelCut cut) => Fixed + (1 - Fixed) * Time(cut) / Time(new(ImmutableSortedDictionary<string, double>.Empty, []));

    private static double Time(ModelCut cut)
    {
        var groups = Fixtures.Analysis.Groups.ToDictionary(group => group.Name, StringComparer.Ordinal);
        return Fixtures.Analysis.Costs.Where(term => term.Macs > 0).Sum(term =>
            Slowness[term.Node] * term.Groups.Aggregate(term.Macs, (macs, name) => macs * groups[name].Kept(cut.Keep.GetValueOrDefault(name, 1))));
    }
}

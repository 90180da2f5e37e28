using System.Collections.Immutable;
using AutoCompress.Search.Planning;
using AutoCompress.Spaces;

namespace AutoCompress.Search.Tests.Planning;

public sealed class LatencyModelTests
{
    private static readonly LatencyTable Table = LatencyTableFixture.Of();

    [Fact]
    public void Of_SingleCut_IsWhatWasMeasured()
    {
        var model = LatencyModel.Of(Fixtures.Analysis, Table)!;

        Assert.All(Table.Cuts.Where(cut => cut.Cut.IsSingle()), cut => Assert.Equal(cut.Ratio, model.Of(cut.Cut), 9));
    }

    [Fact]
    public void Of_CutsOfEverything_AreNearerThanByMacs()
    {
        var model = LatencyModel.Of(Fixtures.Analysis, Table)!;
        var random = new SeededRandom(5, 5);
        var (errors, byMacs) = (new List<double>(), new List<double>());
        for (var i = 0; i < 200; i++)
        {
            var cut = new ModelCut(Fixtures.Analysis.Groups.ToImmutableSortedDictionary(group => group.Name, _ => 0.25 + 0.125 * random.Below(7)), []);
            var macs = Fixtures.Analysis.CostOf(group => group.Kept(cut.Keep[group.Name])).Macs / Fixtures.Analysis.Macs;
            errors.Add(Math.Abs(model.Of(cut) / LatencyTableFixture.Ratio(cut) - 1));
            byMacs.Add(Math.Abs(macs / LatencyTableFixture.Ratio(cut) - 1));
        }

        Assert.InRange(errors.Average(), 0, 0.75 * byMacs.Average());
    }

    [Fact]
    public void Of_NarrowerGroup_IsNeverSlower()
    {
        var noisy = LatencyModel.Of(Fixtures.Analysis, LatencyTableFixture.Of(cut => LatencyTableFixture.Ratio(cut) * (cut.Keep.GetValueOrDefault("stem", 1) == 0.5 ? 0.95 : 1)))!;

        var latencies = Enumerable.Range(1, 16).Select(i => noisy.Of(new ModelCut(ImmutableSortedDictionary<string, double>.Empty.Add("stem", i / 16.0), []))).ToList();

        Assert.Equal(latencies.Order(), latencies);
        Assert.Equal(1, latencies[^1]);
    }

    [Fact]
    public void Checked_MachineThatCutsDoNotExplain_IsNotTrusted()
    {
        var table = LatencyTableFixture.Of(cut => cut.IsSingle() ? LatencyTableFixture.Ratio(cut) : 0.9);

        Assert.True(table.Error > 0.15);
        Assert.Null(LatencyModel.Of(Fixtures.Analysis, table));
    }

    [Fact]
    public void Checked_MachineThatTakesTimeInProportionToMacs_SaysSo()
    {
        var table = LatencyTableFixture.Of(cut => Macs(cut) * (cut.IsSingle() ? 0.9 : 1));

        Assert.True(table is { ByMacs: true, Error: < 1e-9 });
        Assert.False(Table.ByMacs);
        var cut = new ModelCut(ImmutableSortedDictionary<string, double>.Empty.Add("stem", 0.5), []);
        Assert.Equal(Macs(cut), LatencyModel.Of(Fixtures.Analysis, table)!.Of(cut), 9);

        static double Macs(ModelCut cut) => Fixtures.Analysis.CostOf(group => group.Kept(cut.Keep.GetValueOrDefault(group.Name, 1))).Macs / Fixtures.Analysis.Macs;
    }

    [Fact]
    public void Checked_NoCutOfEverything_HasNoError()
    {
        var table = LatencyModel.Checked(Fixtures.Analysis, new([.. Table.Cuts.Where(cut => cut.Cut.IsSingle())]));

        Assert.Null(table.Error);
        Assert.Null(LatencyModel.Of(Fixtures.Analysis, table));
        Assert.Null(LatencyModel.Of(Fixtures.Analysis, null));
    }

    [Fact]
    public void Of_GroupLikeAnother_TakesItsCurve()
    {
        var analysis = Fixtures.Analysis with
        {
            Groups = [.. Fixtures.Analysis.Groups.Select(group => group.Name == "outer2" ? group with { Like = "inner2" } : group)],
        };
        var shared = new LatencyTable([.. Table.Cuts.Where(cut => !cut.Cut.IsSingle() || !cut.Cut.Keep.ContainsKey("outer2"))]) { Error = 0 };

        var model = LatencyModel.Of(analysis, shared)!;

        Assert.Equal(model.SavedAlone("inner2", 0.4), model.SavedAlone("outer2", 0.4));
        Assert.True(model.SavedAlone("outer2", 0.4) > 0);
    }

    [Fact]
    public void Of_SkippedBlock_SavesWhatWasMeasured()
    {
        CostTerm[] costs = [new("stem", ["stem"], [], 1, 60), new("a", ["in-a"], ["a"], 1, 20), new("b", ["in-b"], ["b"], 1, 20)];
        var analysis = new ModelAnalysis(
            1, 1, 1000, 17, [], [], [new("stem", 10, 1, [], []), new("in-a", 10, 1, [], [], "a"), new("in-b", 10, 1, [], [], "b", Like: "in-a")], [.. costs], [])
        {
            Blocks = [new("a", "a", ["a"], 1, 200), new("b", "b", ["b"], 1, 200, Like: "a")],
        };
        var none = ImmutableSortedDictionary<string, double>.Empty;
        var table = new LatencyTable([new(new(none.Add("in-a", 0.5), []), 0.85), new(new(none, ["a"]), 0.7)]) { Error = 0.01 };

        var model = LatencyModel.Of(analysis, table)!;

        Assert.Equal((0.7, 0.7), (model.Of(new ModelCut(none, ["a"])), model.Of(new ModelCut(none, ["b"]))));
        Assert.Equal(0.55, model.Of(new ModelCut(none.Add("in-b", 0.5), ["a"])), 9);
        Assert.Equal(0.7, model.Of(new ModelCut(none.Add("in-a", 0.5), ["a"])), 9);
        Assert.Equal(0.3, model.SavedWithout("b"), 9);
    }

    [Fact]
    public void ToJson_Table_ComesBack() => Assert.Equivalent(Table, Json.Read<LatencyTable>(Json.Write(Table)));
}

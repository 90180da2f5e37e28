using System.Globalization;
using AutoCompress.Spaces;

namespace AutoCompress.Search.Benchmarks.Compression;

/// <summary>The genes of the synthetic compression problem, named as a study names them.</summary>
internal static class CompressionSpace
{
    public const string StemGroup = "stem";

    public static SearchSpace Space { get; } = new(
    [
        Keep(StemGroup),
        .. Enumerable.Range(0, SyntheticNetwork.BlockCount).SelectMany(Block),
        new ChoiceGene(GeneNames.Criterion, ["l1", "l2", "taylor"]),
        new ChoiceGene(GeneNames.Precision, ["fp32", "fp16", "weight-int8", "int8"]),
        new ChoiceGene(GeneNames.Calibration, ["min-max", "percentile", "mse", "entropy"], new(GeneNames.Precision, ["int8"])),
        new NumberGene(GeneNames.LearningRate, 0.0125, 0.4, 2, Logarithmic: true),
        new NumberGene(GeneNames.Alpha, 0, 1, 0.25),
    ]);

    public static Recipe RecipeOf(Candidate candidate) => new(
        candidate.Choice(GeneNames.Criterion, "l1"),
        candidate.Choice(GeneNames.Precision, "fp32"),
        candidate.Choice(GeneNames.Calibration, "min-max"),
        candidate.Number(GeneNames.LearningRate, 0.05),
        candidate.Number(GeneNames.Alpha, 0.75));

    public static double StemOf(Candidate candidate) => candidate.Number(GeneNames.Keep(StemGroup), 1);

    public static bool HasBlock(Candidate candidate, int index) => candidate.Choice(GeneNames.Block(NameOf(index)), GeneNames.KeepBlock) == GeneNames.KeepBlock;

    public static NetworkPart NetworkOf(Candidate candidate)
    {
        var network = SyntheticNetwork.Stem(StemOf(candidate));
        for (var i = 0; i < SyntheticNetwork.BlockCount; i++)
        {
            network += HasBlock(candidate, i)
                ? SyntheticNetwork.Kept(i, candidate.Number(GeneNames.Keep(Inside(i)), 1), candidate.Number(GeneNames.Keep(Outside(i)), 1))
                : SyntheticNetwork.Skipped(i);
        }

        return network;
    }

    private static IEnumerable<Gene> Block(int index)
    {
        var block = GeneNames.Block(NameOf(index));
        var kept = new GeneCondition(block, [GeneNames.KeepBlock]);
        return [new ChoiceGene(block, [GeneNames.KeepBlock, GeneNames.SkipBlock]), Keep(Inside(index), kept), Keep(Outside(index), kept)];
    }

    private static NumberGene Keep(string group, GeneCondition? when = null) => new(GeneNames.Keep(group), 0.125, 1, 0.125, ActiveWhen: when);

    public static string NameOf(int index) => string.Create(CultureInfo.InvariantCulture, $"b{index + 1}");

    public static string Inside(int index) => $"{NameOf(index)}.in";

    public static string Outside(int index) => $"{NameOf(index)}.out";
}

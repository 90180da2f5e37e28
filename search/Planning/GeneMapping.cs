using System.Collections.Immutable;
using AutoCompress.Spaces;

namespace AutoCompress.Search.Planning;

/// <summary>
/// Candidates of one model as candidates of another one. A channel group takes the share that its namesake keeps, or else the group at the same relative place; so does
/// a block; every other gene takes the nearest value that the space offers.
/// </summary>
internal sealed class GeneMapping(SearchSpace space, ModelAnalysis here, ModelAnalysis there)
{
    private readonly ImmutableDictionary<string, string> _groups = Counterparts(
        [.. here.Groups.Select(group => GeneNames.Keep(group.Name))], [.. there.Groups.Select(group => GeneNames.Keep(group.Name))]);

    private readonly ImmutableDictionary<string, string> _blocks = Counterparts(
        [.. here.Blocks.Select(block => GeneNames.Block(block.Name))], [.. there.Blocks.Select(block => GeneNames.Block(block.Name))]);

    /// <summary><paramref name="candidate"/> of the other model as one that the space offers.</summary>
    public Candidate Of(Candidate candidate)
    {
        var format = candidate.Choice(GeneNames.Precision, KebabCase.Of(Precision.Fp32));
        var offered = space.Genes.FirstOrDefault(gene => gene.Name == GeneNames.Precision) is ChoiceGene precisions ? precisions.Choices : [format];
        var mapped = Defaults.Of(
            space,
            offered.Contains(format) ? format : offered[0],
            gene => _groups.TryGetValue(gene, out var other) ? candidate.Number(other, 1) : 1,
            gene => _blocks.TryGetValue(gene, out var other) && candidate.Choice(other, GeneNames.KeepBlock) == GeneNames.SkipBlock);
        return new(mapped.Values.SetItems(
            from gene in space.Genes
            where !Defaults.IsKeep(gene) && !Defaults.IsBlock(gene) && gene.Name != GeneNames.Precision && mapped.Values.ContainsKey(gene.Name)
            let value = candidate.Values.TryGetValue(gene.Name, out var known) ? Nearest(gene, known) : null
            where value is not null
            select KeyValuePair.Create(gene.Name, value.Value)));
    }

    private static GeneValue? Nearest(Gene gene, GeneValue value) => gene switch
    {
        NumberGene number when !value.IsChoice => number.ValueAt(Defaults.NearestIndex(number, value.Number)),
        ChoiceGene choice when value.IsChoice && choice.IndexOf(value) >= 0 => value,
        _ => null,
    };

    private static ImmutableDictionary<string, string> Counterparts(ImmutableArray<string> here, ImmutableArray<string> there) => there.IsEmpty
        ? ImmutableDictionary<string, string>.Empty
        : here.Select((name, i) => KeyValuePair.Create(name, there.Contains(name) ? name : there[Place(i, here.Length, there.Length)])).ToImmutableDictionary(StringComparer.Ordinal);

    private static int Place(int i, int of, int among) => of == 1 ? 0 : (int)Math.Floor(i * (among - 1.0) / (of - 1) + 0.5);
}

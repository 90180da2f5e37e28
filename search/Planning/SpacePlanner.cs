using System.Collections.Immutable;
using AutoCompress.Spaces;
using AutoCompress.Studies;

namespace AutoCompress.Search.Planning;

/// <summary>Turns what the engine found in a model and what the user allows into the genes to search.</summary>
public static class SpacePlanner
{
    private static readonly GeneCondition OnlyInt8 = new(GeneNames.Precision, [KebabCase.Of(Precision.Int8)]);

    /// <summary>
    /// The genes, in this order: keep or skip for each residual block (where the study allows cuts at all), a keep ratio for each channel
    /// group (<see cref="ChannelGrid"/>), which exists while the block around it does, the criterion, the precision, the
    /// calibration (only under int8), and the distillation's temperature and weight with the learning rate. A model that cannot be trained has
    /// the precision and the calibration alone: a cut without fine-tuning is of no use.
    /// </summary>
    public static SearchSpace Plan(ModelAnalysis analysis, StudySpec spec)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        ArgumentNullException.ThrowIfNull(spec);
        var genes = ImmutableArray.CreateBuilder<Gene>();
        if (analysis.IsTrainable)
        {
            var offersBlocks = spec.Space.MinKeep < 1;
            genes.AddRange(offersBlocks ? analysis.Blocks.Select(Block) : []);
            genes.AddRange(analysis.Groups.Select(group => ChannelGrid.Gene(group, spec.Space.MinKeep, offersBlocks ? Stays(group.Block) : null)));
            AddChoice(genes, GeneNames.Criterion, spec.Space.Criteria);
        }

        AddChoice(genes, GeneNames.Precision, spec.Space.Precisions);
        if (spec.Space.Precisions.Contains(Precision.Int8))
        {
            AddChoice(genes, GeneNames.Calibration, spec.Space.Calibrations, OnlyInt8);
        }

        if (analysis.IsTrainable)
        {
            genes.Add(new NumberGene(GeneNames.Temperature, 2, 8, 2));
            genes.Add(new NumberGene(GeneNames.Alpha, 0.3, 0.9, 0.2));
            genes.Add(LearningRate(spec.OptimizerOrDefault));
        }

        return new(genes.ToImmutable());
    }

    private static ChoiceGene Block(ResidualBlockInfo block) =>
        new(GeneNames.Block(block.Name), [GeneNames.KeepBlock, GeneNames.SkipBlock], Stays(block.Inside));

    private static GeneCondition? Stays(string? block) => block is null ? null : new(GeneNames.Block(block), [GeneNames.KeepBlock]);

    /// <summary>Octaves around the usual rate of the optimizer: SGD with momentum takes some forty times what AdamW takes.</summary>
    private static NumberGene LearningRate(OptimizerKind optimizer) => optimizer == OptimizerKind.AdamW
        ? new(GeneNames.LearningRate, 5e-4, 4e-3, 2, Logarithmic: true)
        : new(GeneNames.LearningRate, 0.0125, 0.1, 2, Logarithmic: true);

    private static void AddChoice<T>(
        ImmutableArray<Gene>.Builder genes, string name, ImmutableArray<T> allowed, GeneCondition? condition = null) where T : struct, Enum
    {
        if (!allowed.IsDefaultOrEmpty)
        {
            genes.Add(new ChoiceGene(name, [.. allowed.Distinct().Select(KebabCase.Of)], condition));
        }
    }
}

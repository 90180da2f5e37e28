using System.Collections.Immutable;
using System.Globalization;
using AutoCompress.Spaces;
using AutoCompress.Studies;

namespace AutoCompress.Search.Planning;

/// <summary>The first candidates of every study. They anchor the front: what costs nothing to try, and what a person would try by hand.</summary>
public static class StudySeeds
{
    /// <summary>The seed that everything is compared with.</summary>
    public const string Original = "original";

    private static readonly double[] UniformRatios = [0.5, 0.375, 0.75, 0.25];
    private static readonly double[] GuidedRatios = [0.5, 0.375];
    private const double ShallowRatio = 0.5;

    /// <summary>The most compressing format first: the seeds take the first one that the study allows.</summary>
    private static readonly Precision[] Compressing = [Precision.Int8, Precision.DynamicInt8, Precision.WeightInt8, Precision.Fp16];

    /// <summary>
    /// In this order: the original (also where the study's space would not offer it), the original in int8 (or in the most compressing
    /// format allowed), the fronts of earlier studies, uniform cuts, and <see cref="GuidedCuts"/> of the same MACs (of the same latency, where that counts and its predictions are trusted) when the
    /// sensitivity is known, the last of them without the blocks that are cheap to leave out. Each
    /// candidate appears once; those that break <see cref="HardLimits"/> are repaired or left out, the original never.
    /// </summary>
    public static ImmutableArray<Seed> Of(SearchSpace space, ModelAnalysis analysis, PriorKnowledge? knowledge, StudySpec spec)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(analysis);
        var limits = new HardLimits(analysis, spec);
        var format = Compressing.Where(p => Offers(space, p)).Select(KebabCase.Of).FirstOrDefault() ?? KebabCase.Of(Precision.Fp32);
        var full = Defaults.Of(space, KebabCase.Of(Precision.Fp32), _ => 1);
        var seeds = ImmutableArray.CreateBuilder<Seed>();
        HashSet<Candidate> beaten = [];
        seeds.Add(new(full, Original, Trains: false));
        Add($"{format}-only", Defaults.Of(space, format, _ => 1), trains: false);
        foreach (var earlier in knowledge?.Earlier.Where(earlier => earlier.IsSeed) ?? [])
        {
            Add($"warm start from {earlier.Study} {earlier.Number}", earlier.Candidate, trains: earlier.Candidate.IsCut());
        }

        // What an earlier study measured of this very model, and found beaten, need not be tried again.
        beaten = knowledge?.Earlier.Where(earlier => !earlier.IsSeed && earlier.Values is not null).Select(earlier => earlier.Candidate).ToHashSet() ?? [];
        foreach (var ratio in UniformRatios)
        {
            Add(Name("uniform", ratio), Defaults.Of(space, format, Defaults.Uniform(analysis, ratio)), trains: true);
        }

        if (knowledge?.Sensitivity is { Groups.IsDefaultOrEmpty: false } sensitivity)
        {
            var latency = LatencySurvey.IsAbout(spec) ? LatencyModel.Of(analysis, knowledge.Latency) : null;
            var guided = new GuidedCuts(space, analysis, sensitivity, format, latency);
            foreach (var ratio in GuidedRatios)
            {
                Add(Name("guided", ratio), guided.LikeUniform(ratio), trains: true);
            }

            if (!sensitivity.Blocks.IsDefaultOrEmpty)
            {
                Add(Name("shallow", ShallowRatio), guided.LikeUniform(ShallowRatio, shallow: true), trains: true);
            }
        }

        return seeds.ToImmutable();

        void Add(string origin, Candidate candidate, bool trains)
        {
            var allowed = limits.Repair(space, candidate);
            if (allowed is not null && !beaten.Contains(allowed) && seeds.All(seed => !seed.Candidate.Equals(allowed)))
            {
                seeds.Add(new(allowed, origin, trains || !allowed.Equals(candidate)));
            }
        }
    }

    private static bool Offers(SearchSpace space, Precision precision) =>
        space.Genes.FirstOrDefault(gene => gene.Name == GeneNames.Precision) is ChoiceGene gene && gene.Choices.Contains(KebabCase.Of(precision));

    private static string Name(string kind, double ratio) => string.Create(CultureInfo.InvariantCulture, $"{kind} {ratio}");
}

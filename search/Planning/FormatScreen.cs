using System.Collections.Immutable;
using AutoCompress.Search.Pareto;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Planning;

/// <summary>
/// Takes number formats out of a space that lose against another one on the uncut, untrained model already: that one is nowhere worse,
/// its accuracy within the noise, and somewhere better. Cutting changes how fast a model is, hardly which format is the faster one.
/// </summary>
internal static class FormatScreen
{
    public static SearchSpace Of(SearchSpace space, StudyHistory history)
    {
        if (space.Genes.FirstOrDefault(gene => gene.Name == GeneNames.Precision) is not ChoiceGene formats)
        {
            return space;
        }

        var uncut = history.Completed
            .Where(done => done.Trial.Fidelity.IsUntrained && !done.Trial.Candidate.IsCut())
            .Select(done => (Format: KebabCase.Of(done.Trial.Candidate.Precision()), done.Result.Values))
            .Where(model => formats.Choices.Contains(model.Format))
            .ToList();
        var beaten = uncut
            .Where(loser => uncut.Exists(winner => Beats(history.Spec.Objectives, winner.Values, loser.Values)))
            .Select(loser => loser.Format)
            .ToHashSet(StringComparer.Ordinal);
        return beaten.Count == 0
            ? space
            : new(space.Genes.Replace(formats, formats with { Choices = formats.Choices.RemoveAll(beaten.Contains) }));
    }

    private static bool Beats(
        ImmutableArray<Metric> objectives, ImmutableSortedDictionary<Metric, Measurement> winner, ImmutableSortedDictionary<Metric, Measurement> loser)
    {
        var better = false;
        foreach (var metric in objectives)
        {
            if (!winner.TryGetValue(metric, out var ours) || !loser.TryGetValue(metric, out var theirs))
            {
                return false;
            }

            var quality = metric.IsQuality();
            var best = quality ? (metric.IsMaximised() ? ours.High : ours.Low) ?? ours.Value : ours.Value;
            var difference = ObjectiveSet.Cost(metric, theirs.Value) - ObjectiveSet.Cost(metric, best);
            if (difference < 0)
            {
                return false;
            }

            better |= !quality && difference > 0;
        }

        return better;
    }
}

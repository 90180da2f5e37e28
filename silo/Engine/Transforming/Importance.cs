using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Transforming.Criteria;
using AutoCompress.Spaces;

namespace AutoCompress.Engine.Transforming;

/// <summary>Ranks the units of each channel group; what ranks lowest is cut first.</summary>
public static class Importance
{
    /// <summary>
    /// Scores of all units of all groups, in unit order: each producer's scores are divided by their mean, so that every producer has
    /// one voice, and summed; a group's scores have mean 1 (all 1 where the criterion sees no difference).
    /// </summary>
    /// <param name="seed">Of <see cref="PruningCriterion.Random"/>; the others do not use it.</param>
    /// <param name="gradients">Constant name to the loss's gradient in the constant's shape, summed over a batch. Only Taylor reads it.</param>
    /// <exception cref="ArgumentException">Taylor without the gradients of a group's parameters.</exception>
    public static IReadOnlyDictionary<string, double[]> Score(
        ModelGraph graph, ChannelGroups groups, PruningCriterion criterion, ulong seed = 0, IReadOnlyDictionary<string, Tensor>? gradients = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(groups);
        return groups.Layers.SelectMany(layer => layer.Groups, (layer, group) => (layer, group)).ToDictionary(
            pair => pair.group.Name,
            pair => Sum(pair.group, Heard(new(graph, pair.layer, pair.group), criterion, seed, gradients)),
            StringComparer.Ordinal);
    }

    /// <summary>The units with the highest scores, in ascending order; of equal ones the first stay.</summary>
    /// <param name="count">How many stay, from 1 to all: see <see cref="ChannelGroup.KeptUnits"/>.</param>
    public static int[] Select(IReadOnlyList<double> scores, int count)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, scores.Count);
        return [.. Enumerable.Range(0, scores.Count).OrderByDescending(unit => scores[unit]).ThenBy(unit => unit).Take(count).Order()];
    }

    /// <summary>The units to keep of each group for the given keep ratios; a group without a ratio stays whole and is left out.</summary>
    /// <param name="ratios">Group name to the share that stays, (0, 1].</param>
    public static Dictionary<string, int[]> Select(
        ChannelGroups groups, IReadOnlyDictionary<string, double[]> scores, IReadOnlyDictionary<string, double> ratios)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(ratios);
        return ratios.Where(pair => groups[pair.Key].KeptUnits(pair.Value) < groups[pair.Key].Units)
            .ToDictionary(pair => pair.Key, pair => Select(scores[pair.Key], groups[pair.Key].KeptUnits(pair.Value)), StringComparer.Ordinal);
    }

    /// <summary>Where no gradient comes to a group (it lies before a barrier), Taylor sees no difference, and the size of the weights decides.</summary>
    private static List<double[]> Heard(GroupTensors tensors, PruningCriterion criterion, ulong seed, IReadOnlyDictionary<string, Tensor>? gradients)
    {
        var voices = Voices(tensors, criterion, seed, gradients).ToList();
        return criterion == PruningCriterion.Taylor && voices.TrueForAll(voice => voice.All(score => score == 0)) ? [.. WeightNorm.L1(tensors)] : voices;
    }

    private static IEnumerable<double[]> Voices(
        GroupTensors tensors, PruningCriterion criterion, ulong seed, IReadOnlyDictionary<string, Tensor>? gradients) => criterion switch
        {
            PruningCriterion.L1 => WeightNorm.L1(tensors),
            PruningCriterion.L2 => WeightNorm.L2(tensors),
            PruningCriterion.BatchNormGamma => BatchNormScale.Score(tensors),
            PruningCriterion.Taylor => FirstOrderTaylor.Score(tensors, gradients ?? throw new ArgumentException("Taylor needs gradients.", nameof(gradients))),
            PruningCriterion.Random => RandomScores.Score(tensors, seed),
            _ => throw new ArgumentOutOfRangeException(nameof(criterion)),
        };

    private static double[] Sum(ChannelGroup group, IEnumerable<double[]> voices)
    {
        var sum = new double[group.Units];
        foreach (var voice in voices)
        {
            var mean = Mean(voice);
            for (var unit = 0; unit < sum.Length; unit++)
            {
                sum[unit] += voice[unit] / mean;
            }
        }

        var all = Mean(sum);
        return Array.ConvertAll(sum, score => all == 1 && sum.All(s => s == 0) ? 1 : score / all);
    }

    /// <summary>The mean, or 1 where it would be 0 or no number.</summary>
    private static double Mean(double[] scores) => scores.Average() is var mean && double.IsFinite(mean) && mean > 0 ? mean : 1;
}

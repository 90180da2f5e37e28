using System.Collections.Immutable;
using AutoCompress.Engine.Measuring.Statistics;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Measuring;

/// <summary>What a classifier's answers are worth.</summary>
public static class ClassificationScore
{
    /// <summary>
    /// Accuracy with Wilson's interval, macro-F1 with a bootstrap interval, and the drop from the original on the same samples with
    /// Newcombe's paired interval.
    /// </summary>
    /// <param name="labels">The true class of each sample.</param>
    /// <param name="seed">Of the bootstrap.</param>
    /// <exception cref="StepFailureException">InvalidData: a label is no class of the model.</exception>
    public static ImmutableSortedDictionary<Metric, Measurement> Of(LogitsTable candidate, LogitsTable original, ReadOnlySpan<int> labels, ulong seed)
    {
        if (labels.Length != candidate.Count || labels.Length != original.Count || labels.Length == 0)
        {
            throw new ArgumentException($"{labels.Length} labels, {candidate.Count} and {original.Count} rows of logits: they must be as many.", nameof(labels));
        }

        if (labels.IndexOfAnyExceptInRange(0, candidate.Classes - 1) is var bad and >= 0)
        {
            throw new StepFailureException(
                FailureCause.InvalidData, $"Sample {bad} has label {labels[bad]}, but the model has {candidate.Classes} classes (0 to {candidate.Classes - 1}).");
        }

        var (answers, before) = (candidate.Answers(), original.Answers());
        var pairs = Pairs(labels, before, answers);
        var right = pairs.Both + pairs.OnlySecond;
        var (accuracy, drop) = (Proportion.Wilson(right, pairs.Total), pairs.Newcombe());
        var f1 = MacroF1.Bootstrap(labels, answers, candidate.Classes, seed);
        return ImmutableSortedDictionary<Metric, Measurement>.Empty
            .Add(Metric.Accuracy, Measurement.Measured((double)right / pairs.Total, accuracy.Low, accuracy.High))
            .Add(Metric.AccuracyDrop, Measurement.Measured(pairs.Difference, drop.Low, drop.High))
            .Add(Metric.MacroF1, Measurement.Measured(MacroF1.Of(labels, answers, candidate.Classes), f1.Low, f1.High));
    }

    private static PairedProportions Pairs(ReadOnlySpan<int> labels, int[] first, int[] second)
    {
        var pairs = default(PairedProportions);
        for (var i = 0; i < labels.Length; i++)
        {
            pairs = (first[i] == labels[i], second[i] == labels[i]) switch
            {
                (true, true) => pairs with { Both = pairs.Both + 1 },
                (true, false) => pairs with { OnlyFirst = pairs.OnlyFirst + 1 },
                (false, true) => pairs with { OnlySecond = pairs.OnlySecond + 1 },
                _ => pairs with { Neither = pairs.Neither + 1 },
            };
        }

        return pairs;
    }
}

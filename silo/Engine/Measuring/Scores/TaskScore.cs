using System.Collections.Immutable;
using AutoCompress.Engine.Data;
using AutoCompress.Engine.Measuring.Statistics;
using AutoCompress.Engine.Tasks;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Measuring.Scores;

/// <summary>What a model's answers are worth for a task: its accuracy, the drop from the original on the same samples, and what else the task counts.</summary>
internal static class TaskScore
{
    /// <summary>
    /// Accuracy has Wilson's interval where it is a share of samples, and the drop from the original Newcombe's paired one; all else has a
    /// bootstrap interval, paired for the drop.
    /// </summary>
    /// <param name="candidate">Its answers to the split's first samples.</param>
    /// <param name="original">The original's answers to the same ones.</param>
    /// <param name="seed">Of the bootstrap.</param>
    /// <exception cref="StepFailureException">InvalidData: a label is no class of the model, or the labels have another shape than its output.</exception>
    public static ImmutableSortedDictionary<Metric, Measurement> Of(StudyTask task, AnswerTable candidate, AnswerTable original, DataSplit split, ulong seed)
    {
        if (candidate.Count != original.Count || candidate.Count > split.Count || candidate.Count == 0)
        {
            throw new ArgumentException($"{candidate.Count} and {original.Count} rows of answers to {split.Count} samples: they must be as many.", nameof(candidate));
        }

        if (candidate.RowSize != original.RowSize)
        {
            throw new StepFailureException(FailureCause.Disagreement, $"The candidate gives {candidate.RowSize} numbers a sample, the original {original.RowSize}.");
        }

        var views = ScoreViews.Of(task, original, split);
        var values = ImmutableSortedDictionary.CreateBuilder<Metric, Measurement>();
        var tallies = new Dictionary<Counting, Tally>();
        foreach (var view in views.Where(view => view.Metric is not null))
        {
            values[view.Metric!.Value] = Measured(view.Score, TallyOf(view.Counting, candidate), seed);
        }

        if (task.Metric == AccuracyMetric.Command)
        {
            return values.ToImmutable().AddRange(ByCommand(candidate, original));
        }

        var accuracy = views.Single(view => view.IsAccuracy);
        var (before, after) = (accuracy.Counting(original), TallyOf(accuracy.Counting, candidate));
        values.AddRange(accuracy.IsShareOfSamples ? Proportions(before, after) : Bootstrapped(accuracy.Score, before, after, seed));
        return values.ToImmutable();

        Tally TallyOf(Counting counting, AnswerTable answers) => tallies.TryGetValue(counting, out var known) ? known : tallies[counting] = counting(answers);
    }

    /// <summary>The accuracy alone.</summary>
    /// <inheritdoc cref="Of"/>
    public static double AccuracyOf(StudyTask task, AnswerTable candidate, AnswerTable original, DataSplit split)
    {
        if (candidate.Score is { } score)
        {
            return score;
        }

        var accuracy = ScoreViews.Of(task, original, split).Single(view => view.IsAccuracy);
        return accuracy.Score(accuracy.Counting(candidate).Sums());
    }

    /// <summary>The recall of each class, NaN for one without samples; empty for a task without classes.</summary>
    public static ImmutableArray<double> ClassRecall(StudyTask task, AnswerTable answers, DataSplit split) =>
        task.Kind is TaskKind.Classification or TaskKind.Segmentation or TaskKind.SequenceLabels
            ? Confusion.Recalls(new TruthReader(task, split, answers.Parts[0]).Confusion(answers).Sums())
            : [];

    private static IEnumerable<KeyValuePair<Metric, Measurement>> ByCommand(AnswerTable candidate, AnswerTable original)
    {
        var (own, reference) = (candidate.Score!.Value, original.Score!.Value);
        yield return new(Metric.Accuracy, new(own, Provenance.Measured));
        yield return new(Metric.AccuracyDrop, new(reference - own, Provenance.Measured));
    }

    private static IEnumerable<KeyValuePair<Metric, Measurement>> Proportions(Tally before, Tally after)
    {
        var pairs = default(PairedProportions);
        var (first, second) = (new double[before.Size], new double[after.Size]);
        for (var i = 0; i < after.Count; i++)
        {
            Array.Clear(first);
            Array.Clear(second);
            before.AddTo(i, first);
            after.AddTo(i, second);
            pairs = (first[0] > 0, second[0] > 0) switch
            {
                (true, true) => pairs with { Both = pairs.Both + 1 },
                (true, false) => pairs with { OnlyFirst = pairs.OnlyFirst + 1 },
                (false, true) => pairs with { OnlySecond = pairs.OnlySecond + 1 },
                _ => pairs with { Neither = pairs.Neither + 1 },
            };
        }

        var right = pairs.Both + pairs.OnlySecond;
        var (accuracy, drop) = (Proportion.Wilson(right, pairs.Total), pairs.Newcombe());
        yield return new(Metric.Accuracy, Measurement.Measured((double)right / pairs.Total, accuracy.Low, accuracy.High));
        yield return new(Metric.AccuracyDrop, Measurement.Measured(pairs.Difference, drop.Low, drop.High));
    }

    private static IEnumerable<KeyValuePair<Metric, Measurement>> Bootstrapped(Score score, Tally before, Tally after, ulong seed)
    {
        var drop = Bootstrap.Difference(before, after, score, seed);
        yield return new(Metric.Accuracy, Measured(score, after, seed));
        yield return new(Metric.AccuracyDrop, Measurement.Measured(score(before.Sums()) - score(after.Sums()), drop.Low, drop.High));
    }

    private static Measurement Measured(Score score, Tally tally, ulong seed)
    {
        var interval = Bootstrap.Of(tally, score, seed);
        return Measurement.Measured(score(tally.Sums()), interval.Low, interval.High);
    }
}

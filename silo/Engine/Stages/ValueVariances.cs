using System.Collections.Immutable;
using AutoCompress.Engine.Tasks;

namespace AutoCompress.Engine.Stages;

/// <summary>The variances of the real numbers that a model is trained to give: of the labels, or of the original's answers where there are none.</summary>
internal static class ValueVariances
{
    private const int Samples = 512;
    private const double Least = 1e-12;

    /// <returns>One for each output; 1 for those of other kinds.</returns>
    public static ImmutableArray<double> Of(TrainingData data, StageContext context)
    {
        if (data.Splits.Train.Data.Truth is { } truth)
        {
            var split = data.Splits.Train.Take(Samples);
            var labels = new float[split.Count * truth.Size];
            for (var i = 0; i < split.Count; i++)
            {
                split.ReadTruth(i, labels.AsSpan(i * truth.Size, truth.Size));
            }

            return [VarianceOf(labels, truth.Size)];
        }

        var answers = data.OriginalAnswers(Samples, context);
        return [.. answers.Parts.Select(part => part.Output.Kind == OutputKind.Values
            ? VarianceOf([.. Enumerable.Range(0, answers.Count).SelectMany(row => part.Of(answers.Row(row)).ToArray())], part.Size)
            : 1)];
    }

    /// <summary>The mean over the columns of each one's variance.</summary>
    private static double VarianceOf(float[] values, int columns)
    {
        var sum = 0.0;
        for (var column = 0; column < columns; column++)
        {
            var (total, squares, count) = (0.0, 0.0, values.Length / columns);
            for (var i = column; i < values.Length; i += columns)
            {
                total += values[i];
                squares += (double)values[i] * values[i];
            }

            sum += Math.Max(0, (squares / count) - (total / count * (total / count)));
        }

        return Math.Max(sum / columns, Least);
    }
}

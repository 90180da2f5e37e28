using System.Numerics.Tensors;
using AutoCompress.Engine.Tasks;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Measuring.Scores;

/// <summary>
/// How well answers match the original's. Each output is compared by its kind: classes by the share of places with the same class (and their
/// divergence), flags by the share that is equal, values by their relative error and cosine. Accuracy is the mean over the outputs.
/// </summary>
internal static class ImitationViews
{
    private const float LeastProbability = 1e-9f;

    public static List<ScoreView> Of(AccuracyMetric? metric, AnswerTable original)
    {
        var parts = original.Parts;
        var scores = parts.Select(part => AccuracyOf(part.Output.Kind, metric)).ToArray();
        var sizes = parts.Select((part, i) => scores[i].Size).ToArray();
        var views = new List<ScoreView>
        {
            new(
                null,
                answers => Together(answers, original, scores.Select(score => score.Count).ToArray(), sizes),
                sums => MeanOf(sums, scores, sizes),
                IsAccuracy: true,
                IsShareOfSamples: parts is [{ Output.Kind: OutputKind.Classes, Places: 1 }]),
        };
        if (parts.Any(part => part is { Output.Kind: OutputKind.Classes, IsClassMap: false }))
        {
            views.Add(new(Metric.KlDivergence, answers => Over(answers, original, OutputKind.Classes, Shares.Empty(), Divergence), Shares.Mean, IsAccuracy: false));
        }

        if (parts.Any(part => part.Output.Kind == OutputKind.Values))
        {
            views.Add(new(Metric.Cosine, answers => Over(answers, original, OutputKind.Values, Shares.Empty(), Cosine), Shares.Mean, IsAccuracy: false));
            views.Add(new(Metric.RelativeError, answers => Over(answers, original, OutputKind.Values, Errors.Empty(1), Difference), Errors.Relative, IsAccuracy: false));
        }

        return views;
    }

    private static (int Size, Compare Count, Score Score) AccuracyOf(OutputKind kind, AccuracyMetric? metric) => kind switch
    {
        OutputKind.Classes => (2, SameClass, Shares.Mean),
        OutputKind.Flags => (2, SameFlags, Shares.Mean),
        _ when metric == AccuracyMetric.Cosine => (2, Cosine, Shares.Mean),
        _ => (5, Difference, static sums => Math.Max(0, 1 - Errors.Relative(sums))),
    };

    private static double MeanOf(ReadOnlySpan<double> sums, (int Size, Compare Count, Score Score)[] scores, int[] sizes)
    {
        var (sum, start) = (0.0, 0);
        for (var i = 0; i < scores.Length; i++)
        {
            sum += scores[i].Score(sums.Slice(start, sizes[i]));
            start += sizes[i];
        }

        return sum / scores.Length;
    }

    /// <summary>One tally whose sums are those of all outputs, one behind the other.</summary>
    private static Tally Together(AnswerTable answers, AnswerTable original, Compare[] compares, int[] sizes)
    {
        var all = new Tally(sizes.Sum());
        var each = compares.Select((compare, i) => OverPart(answers, original, i, new Tally(sizes[i]), compare)).ToArray();
        for (var sample = 0; sample < answers.Count; sample++)
        {
            var start = 0;
            foreach (var tally in each)
            {
                var sums = new double[tally.Size];
                tally.AddTo(sample, sums);
                for (var i = 0; i < sums.Length; i++)
                {
                    all.Add(start + i, sums[i]);
                }

                start += sums.Length;
            }

            all.EndSample();
        }

        return all;
    }

    private static Tally Over(AnswerTable answers, AnswerTable original, OutputKind kind, Tally tally, Compare compare)
    {
        for (var sample = 0; sample < answers.Count; sample++)
        {
            for (var i = 0; i < original.Parts.Length; i++)
            {
                if (original.Parts[i].Output.Kind == kind && !original.Parts[i].IsClassMap)
                {
                    Count(answers, original, i, sample, tally, compare);
                }
            }

            tally.EndSample();
        }

        return tally;
    }

    private static Tally OverPart(AnswerTable answers, AnswerTable original, int part, Tally tally, Compare compare)
    {
        for (var sample = 0; sample < answers.Count; sample++)
        {
            Count(answers, original, part, sample, tally, compare);
            tally.EndSample();
        }

        return tally;
    }

    private static void Count(AnswerTable answers, AnswerTable original, int part, int sample, Tally tally, Compare compare) =>
        compare(tally, original.Parts[part], answers.Parts[part].Of(answers.Row(sample)), original.Parts[part].Of(original.Row(sample)));

    private static void SameClass(Tally tally, AnswerPart part, ReadOnlySpan<float> given, ReadOnlySpan<float> wanted)
    {
        for (var place = 0; place < part.Places; place++)
        {
            Shares.Count(tally, part.ClassAt(given, place) == part.ClassAt(wanted, place) ? 1 : 0);
        }
    }

    private static void SameFlags(Tally tally, AnswerPart part, ReadOnlySpan<float> given, ReadOnlySpan<float> wanted)
    {
        var border = part.Output.Form == OutputForm.Raw ? 0 : 0.5f;
        for (var i = 0; i < wanted.Length; i++)
        {
            Shares.Count(tally, given[i] > border == wanted[i] > border ? 1 : 0);
        }
    }

    private static void Cosine(Tally tally, AnswerPart part, ReadOnlySpan<float> given, ReadOnlySpan<float> wanted)
    {
        var norms = Math.Sqrt((double)TensorPrimitives.SumOfSquares(given) * TensorPrimitives.SumOfSquares(wanted));
        Shares.Count(tally, norms > 0 ? TensorPrimitives.Dot(given, wanted) / norms : given.SequenceEqual(wanted) ? 1 : 0);
    }

    private static void Difference(Tally tally, AnswerPart part, ReadOnlySpan<float> given, ReadOnlySpan<float> wanted)
    {
        for (var i = 0; i < wanted.Length; i++)
        {
            Errors.Count(tally, 0, wanted[i], given[i]);
        }
    }

    /// <summary>Σ p·ln(p / q) with the original's probabilities p and the candidate's q, as a mean over the places.</summary>
    private static void Divergence(Tally tally, AnswerPart part, ReadOnlySpan<float> given, ReadOnlySpan<float> wanted)
    {
        var (p, q) = (new float[part.Classes], new float[part.Classes]);
        for (var place = 0; place < part.Places; place++)
        {
            Probabilities(part, wanted, place, p);
            Probabilities(part, given, place, q);
            var sum = 0.0;
            for (var c = 0; c < p.Length; c++)
            {
                sum += p[c] > 0 ? p[c] * Math.Log(p[c] / Math.Max(q[c], LeastProbability)) : 0;
            }

            Shares.Count(tally, sum);
        }
    }

    private static void Probabilities(AnswerPart part, ReadOnlySpan<float> scores, int place, float[] to)
    {
        part.ScoresAt(scores, place, to);
        if (part.Output.Form != OutputForm.Probabilities)
        {
            TensorPrimitives.Subtract(to, TensorPrimitives.Max<float>(to), to);
            TensorPrimitives.SoftMax(to, to);
        }
    }

    private delegate void Compare(Tally tally, AnswerPart part, ReadOnlySpan<float> given, ReadOnlySpan<float> wanted);
}

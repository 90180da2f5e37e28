using System.Numerics.Tensors;
using AutoCompress.Engine.Measuring.Statistics;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Measuring;

/// <summary>How a shipped file's output compares with the trainer's.</summary>
/// <param name="Samples">Samples compared.</param>
/// <param name="Same">Of these, with the same largest logit.</param>
/// <param name="LargestError">Of one logit.</param>
/// <param name="RootMeanSquareError">Over all logits.</param>
/// <param name="LargestMagnitude">Of the reference's logits.</param>
/// <param name="Range">Largest minus smallest reference logit.</param>
public sealed record Agreement(int Samples, int Same, double LargestError, double RootMeanSquareError, double LargestMagnitude, double Range)
{
    /// <summary>Compares row by row.</summary>
    /// <exception cref="StepFailureException">Disagreement: the tables have different sizes, or one holds NaN or infinity.</exception>
    public static Agreement Of(LogitsTable shipped, LogitsTable reference)
    {
        if (shipped.Count != reference.Count || shipped.Classes != reference.Classes || shipped.Count == 0)
        {
            throw new StepFailureException(
                FailureCause.Disagreement,
                $"The exported model gives {shipped.Count} rows of {shipped.Classes}, the trainer {reference.Count} rows of {reference.Classes}.");
        }

        if (shipped.Values.ContainsAnyExceptFinite() || reference.Values.ContainsAnyExceptFinite())
        {
            throw new StepFailureException(FailureCause.Disagreement, "The exported model or the trainer gives NaN or infinity.");
        }

        var (largest, squares) = (0.0, 0.0);
        for (var i = 0; i < shipped.Values.Length; i++)
        {
            var error = Math.Abs((double)shipped.Values[i] - reference.Values[i]);
            (largest, squares) = (Math.Max(largest, error), squares + (error * error));
        }

        return new(
            shipped.Count,
            shipped.Answers().Zip(reference.Answers()).Count(pair => pair.First == pair.Second),
            largest,
            Math.Sqrt(squares / shipped.Values.Length),
            Math.Abs(TensorPrimitives.MaxMagnitude(reference.Values)),
            TensorPrimitives.Max(reference.Values) - TensorPrimitives.Min(reference.Values));
    }

    /// <summary>The share of equal answers with its Wilson interval.</summary>
    /// <exception cref="StepFailureException">Disagreement: a limit is broken; the message names each with its figure.</exception>
    public Measurement Require(AgreementTolerance tolerance)
    {
        var faults = Faults(tolerance).ToList();
        if (faults.Count > 0)
        {
            throw new StepFailureException(
                FailureCause.Disagreement,
                $"The exported model disagrees with the trainer on {Samples} samples: {string.Join("; ", faults)}. The export or ONNX Runtime computes something else than was trained; please report it with the model.");
        }

        var interval = Proportion.Wilson(Same, Samples);
        return Measurement.Measured((double)Same / Samples, interval.Low, interval.High);
    }

    private IEnumerable<string> Faults(AgreementTolerance tolerance)
    {
        if (tolerance.Relative is { } relative && LargestError > (relative * LargestMagnitude) + tolerance.Absolute)
        {
            yield return $"the largest error {LargestError:G3} exceeds {(relative * LargestMagnitude) + tolerance.Absolute:G3} ({relative:G3} of the largest logit)";
        }

        if (tolerance.RangeError is { } share && RootMeanSquareError > share * Range)
        {
            yield return $"the root mean square error {RootMeanSquareError:G3} exceeds {share * Range:G3} ({share:P1} of the range)";
        }

        if (tolerance.Top1 is { } top1 && Proportion.UpperTail(Samples - Same, Samples, 1 - top1) < AgreementTolerance.BadLuck)
        {
            yield return $"{Samples - Same} answers differ, where {(1 - top1) * Samples:0.#} may ({1 - top1:P1})";
        }
    }
}

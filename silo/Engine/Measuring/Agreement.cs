using System.Numerics.Tensors;
using AutoCompress.Engine.Measuring.Statistics;
using AutoCompress.Engine.Tasks;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Measuring;

/// <summary>How a shipped file's output compares with the trainer's.</summary>
/// <param name="Samples">Samples compared.</param>
/// <param name="Same">Of these, with the same largest logit; null where a sample has no single class.</param>
/// <param name="LargestError">Of one number.</param>
/// <param name="RootMeanSquareError">Over all numbers.</param>
/// <param name="LargestMagnitude">Of the reference's numbers.</param>
/// <param name="Range">Largest minus smallest number of the reference.</param>
public sealed record Agreement(int Samples, int? Same, double LargestError, double RootMeanSquareError, double LargestMagnitude, double Range)
{
    /// <summary>Compares one output of all samples.</summary>
    /// <param name="index">Of the output's part.</param>
    /// <exception cref="StepFailureException">Disagreement: the tables have different sizes, or one holds NaN or infinity.</exception>
    public static Agreement Of(AnswerTable shipped, AnswerTable reference, int index = 0)
    {
        if (shipped.Count != reference.Count || shipped.RowSize != reference.RowSize || shipped.Count == 0)
        {
            throw new StepFailureException(
                FailureCause.Disagreement,
                $"The exported model gives {shipped.Count} rows of {shipped.RowSize}, the trainer {reference.Count} rows of {reference.RowSize}.");
        }

        var part = reference.Parts[index];
        var (same, largest, squares) = (0, 0.0, 0.0);
        var (magnitude, low, high) = (0f, float.PositiveInfinity, float.NegativeInfinity);
        for (var sample = 0; sample < reference.Count; sample++)
        {
            var given = part.Of(shipped.Row(sample));
            var wanted = part.Of(reference.Row(sample));
            if (given.ContainsAnyExceptFinite() || wanted.ContainsAnyExceptFinite())
            {
                throw new StepFailureException(FailureCause.Disagreement, "The exported model or the trainer gives NaN or infinity.");
            }

            for (var i = 0; i < wanted.Length; i++)
            {
                var error = Math.Abs((double)given[i] - wanted[i]);
                (largest, squares) = (Math.Max(largest, error), squares + (error * error));
            }

            (magnitude, low, high) = (
                Math.Max(magnitude, Math.Abs(TensorPrimitives.MaxMagnitude(wanted))),
                Math.Min(low, TensorPrimitives.Min(wanted)),
                Math.Max(high, TensorPrimitives.Max(wanted)));
            same += part.ClassAt(given, 0) == part.ClassAt(wanted, 0) ? 1 : 0;
        }

        return new(
            reference.Count,
            part is { Output.Kind: OutputKind.Classes, Places: 1 } ? same : null,
            largest,
            Math.Sqrt(squares / ((double)reference.Count * part.Size)),
            magnitude,
            high - low);
    }

    /// <summary>The share of equal answers with its Wilson interval; null where a sample has no single class.</summary>
    /// <exception cref="StepFailureException">Disagreement: a limit is broken; the message names each with its figure.</exception>
    public Measurement? Require(AgreementTolerance tolerance)
    {
        var faults = Faults(tolerance).ToList();
        if (faults.Count > 0)
        {
            throw new StepFailureException(
                FailureCause.Disagreement,
                $"The exported model disagrees with the trainer on {Samples} samples: {string.Join("; ", faults)}. The export or ONNX Runtime computes something else than was trained; please report it with the model.");
        }

        return Same is { } same && Proportion.Wilson(same, Samples) is var interval
            ? Measurement.Measured((double)same / Samples, interval.Low, interval.High)
            : null;
    }

    private IEnumerable<string> Faults(AgreementTolerance tolerance)
    {
        if (tolerance.Relative is { } relative && LargestError > (relative * LargestMagnitude) + tolerance.Absolute)
        {
            yield return $"the largest error {LargestError:G3} exceeds {(relative * LargestMagnitude) + tolerance.Absolute:G3} ({relative:G3} of the largest number)";
        }

        if (tolerance.RangeError is { } share && RootMeanSquareError > share * Range)
        {
            yield return $"the root mean square error {RootMeanSquareError:G3} exceeds {share * Range:G3} ({share:P1} of the range)";
        }

        if (tolerance.Top1 is { } top1 && Same is { } same && Proportion.UpperTail(Samples - same, Samples, 1 - top1) < AgreementTolerance.BadLuck)
        {
            yield return $"{Samples - same} answers differ, where {(1 - top1) * Samples:0.#} may ({1 - top1:P1})";
        }
    }
}

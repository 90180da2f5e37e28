using System.Collections.Immutable;
using System.Numerics.Tensors;
using AutoCompress.Engine.Tasks;

namespace AutoCompress.Engine.Measuring;

/// <summary>One output in a row of an <see cref="AnswerTable"/>.</summary>
/// <param name="Shape">Of one sample's output, without the batch.</param>
/// <param name="Offset">Of its first number in a row.</param>
/// <param name="IsClassMap">Whether the row holds the class of each place and not its scores, which would take as many times the memory as there are classes.</param>
public sealed record AnswerPart(TaskOutput Output, ImmutableArray<int> Shape, int Offset, bool IsClassMap = false)
{
    /// <summary>Numbers that the model gives for a sample.</summary>
    public int Size { get; } = Shape.Aggregate(1, (product, size) => checked(product * size));

    /// <summary>Classes, or flags.</summary>
    public int Classes => Output.Axis <= Shape.Length ? Shape[Output.Axis - 1] : 1;

    /// <summary>Places that have a class each: 1 for a classifier, the pixels of a segmentation.</summary>
    public int Places => Size / Math.Max(1, Classes);

    /// <summary>Numbers of it in a row.</summary>
    public int Stored => IsClassMap ? Places : Size;

    private int Inner => Shape.Skip(Output.Axis).Aggregate(1, (product, size) => product * size);

    /// <summary>The part of a row.</summary>
    public ReadOnlySpan<float> Of(ReadOnlySpan<float> row) => row.Slice(Offset, Stored);

    /// <summary>The class with the largest score at a place; a NaN counts as the largest, so that it is never a right answer by chance.</summary>
    /// <param name="scores">[<see cref="Size"/>], or the map where this is one.</param>
    public int ClassAt(ReadOnlySpan<float> scores, int place)
    {
        if (IsClassMap)
        {
            return (int)scores[place];
        }

        var (classes, inner) = (Classes, Inner);
        if (inner == 1)
        {
            return TensorPrimitives.IndexOfMax(scores.Slice(place * classes, classes));
        }

        var first = (place / inner * classes * inner) + (place % inner);
        var best = 0;
        for (var c = 1; c < classes; c++)
        {
            var score = scores[first + (c * inner)];
            if (score > scores[first + (best * inner)] || float.IsNaN(score))
            {
                best = c;
            }
        }

        return best;
    }

    /// <summary>Copies the scores of all classes at a place.</summary>
    /// <param name="to">[<see cref="Classes"/>].</param>
    public void ScoresAt(ReadOnlySpan<float> scores, int place, Span<float> to)
    {
        var (classes, inner) = (Classes, Inner);
        var first = (place / inner * classes * inner) + (place % inner);
        for (var c = 0; c < classes; c++)
        {
            to[c] = scores[first + (c * inner)];
        }
    }
}

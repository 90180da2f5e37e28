using System.Collections.Immutable;
using AutoCompress.Spaces;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Data;

/// <summary>How a data set feeds a model.</summary>
/// <param name="SampleShape">Shape of one sample as the model takes it, without the batch axis, for example [1, 28, 28].</param>
/// <param name="Classes">Logits of one sample; null when the model's output leaves it open.</param>
/// <param name="TakesIds">Whether the model's input is int64; the samples are then whole numbers.</param>
public sealed record DataFit(ImmutableArray<long> SampleShape, int? Classes, bool TakesIds = false)
{
    /// <summary>Normalised samples as the model takes them.</summary>
    /// <param name="inputs">[count, <see cref="SampleShape"/>].</param>
    public Graph.Tensor ToTensor(float[] inputs, int count) => TakesIds
        ? Graph.Tensor.Of(Array.ConvertAll(inputs, value => (long)value), [count, .. SampleShape])
        : Graph.Tensor.Of(inputs, [count, .. SampleShape]);

    private static readonly string[] Fed = ["float", "float32", "int64"];

    /// <summary>The fit of <paramref name="data"/> to a classifier.</summary>
    /// <exception cref="StepFailureException">InvalidData: it does not fit; the message lists every fault.</exception>
    public static DataFit Of(Dataset data, ModelPort input, ModelPort output)
    {
        var faults = Faults(data, input, output);
        return faults.IsEmpty
            ? new(ShapeFor(data.SampleShape, input)!.Value, ClassesOf(output), IsIds(input))
            : throw new StepFailureException(FailureCause.InvalidData, string.Join(" ", faults));
    }

    /// <summary>Every reason why the data does not fit, each with its remedy; empty when it does.</summary>
    public static ImmutableArray<string> Faults(Dataset data, ModelPort input, ModelPort output)
    {
        var faults = ImmutableArray.CreateBuilder<string>();
        if (data.Inputs.Length > 1)
        {
            faults.Add($"{data.Source} holds {data.Inputs.Length} inputs ({string.Join(", ", data.Inputs.Select(store => store.Name))}), but a study feeds one so far. Give a model and data with one input.");
        }

        if (!Fed.Contains(input.ElementType, StringComparer.OrdinalIgnoreCase))
        {
            faults.Add($"The model's input '{input.Name}' takes {input.ElementType}, not float or int64. Convert the model's input to float, or to int64 for ids.");
        }

        if (ShapeFor(data.SampleShape, input) is null)
        {
            faults.Add($"A sample of {data.Source} has shape {Text(data.SampleShape)}, but the model's input '{input.Name}' takes {Text(input.Shape.AsSpan())} (the first axis is the batch, -1 is free). Give data of that shape, or the model that belongs to this data.");
        }

        if (ClassesOf(output) is not { } classes)
        {
            if (output.Shape.Length < 2 || output.Shape.Skip(2).Any(size => size != 1))
            {
                faults.Add($"The model's output '{output.Name}' has shape {Text(output.Shape.AsSpan())}, not [batch, classes]. A classifier gives one row of logits a sample.");
            }
        }
        else if (data.Labels.IndexOfAnyExceptInRange(0, classes - 1) is var bad and >= 0)
        {
            faults.Add($"Sample {bad} of {data.Source} has label {data.Labels[bad]}, but the model's output '{output.Name}' has {classes} classes (labels 0 to {classes - 1}). Give labels from 0 in the order of the model's classes.");
        }

        return faults.ToImmutable();
    }

    /// <summary>The model's axes after the batch hold the stored ones: with axes of size 1 before or behind, or all flattened into one, or a plain row of numbers that fills them.</summary>
    private static ImmutableArray<long>? ShapeFor(ReadOnlySpan<long> stored, ModelPort input)
    {
        if (input.Shape.Length < 2)
        {
            return null;
        }

        var wanted = input.Shape[1..];
        var ones = Enumerable.Repeat(1L, Math.Max(0, wanted.Length - stored.Length));
        long[] plain = stored.ToArray();
        foreach (var shape in (ReadOnlySpan<long[]>)[[.. ones, .. plain], [.. plain, .. ones], [Graph.Tensor.CountOf(stored)]])
        {
            if (shape.Length == wanted.Length && shape.Zip(wanted, (have, want) => want == have || want < 0).All(fits => fits))
            {
                return [.. shape];
            }
        }

        return stored.Length == 1 && wanted.All(size => size > 0) && Graph.Tensor.CountOf(wanted.AsSpan()) == stored[0] ? wanted : null;
    }

    /// <summary>Whether the input takes whole numbers that name something.</summary>
    internal static bool IsIds(ModelPort input) => input.ElementType.Equals("int64", StringComparison.OrdinalIgnoreCase);

    private static int? ClassesOf(ModelPort output) =>
        output.Shape.Length >= 2 && output.Shape[1] > 0 && output.Shape.Skip(2).All(size => size == 1) ? checked((int)output.Shape[1]) : null;

    private static string Text(ReadOnlySpan<long> shape) => $"[{string.Join(", ", shape.ToArray())}]";
}

using System.Collections.Immutable;
using AutoCompress.Engine.Graph;
using AutoCompress.Spaces;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Data;

/// <summary>How the samples of a data set feed a model.</summary>
/// <param name="Inputs">The model's inputs, in its order.</param>
/// <param name="SampleSize">Numbers of one sample, of all inputs together.</param>
/// <param name="Normalisation">What stored numbers go through first.</param>
public sealed record DataFit(ImmutableArray<InputPart> Inputs, int SampleSize, Normalisation Normalisation)
{
    private static readonly ElementType[] Fed =
    [
        ElementType.Float, ElementType.Float16, ElementType.Double, ElementType.Int64, ElementType.Int32, ElementType.Int16, ElementType.Int8,
        ElementType.UInt8, ElementType.UInt16, ElementType.UInt32, ElementType.UInt64, ElementType.Bool,
    ];

    /// <summary>The fit of a model with one input of floats.</summary>
    public static DataFit Single(Normalisation normalisation, params ReadOnlySpan<long> sampleShape) =>
        Of(InputPart.Only(sampleShape), normalisation);

    /// <summary>The fit of a model with one input.</summary>
    public static DataFit Of(InputPart input, Normalisation normalisation) => new([input], input.Size, normalisation);

    /// <summary>The fit of <paramref name="data"/> to a model.</summary>
    /// <exception cref="StepFailureException">InvalidData: it does not fit; the message lists every fault.</exception>
    public static DataFit Of(Dataset data, Normalisation normalisation, IReadOnlyList<ModelPort> inputs)
    {
        var faults = Faults(data, inputs);
        return faults.IsEmpty
            ? new([.. Matched(data, inputs).Select(pair => PartOf(data, pair.Store!, pair.Input)!)], data.SampleSize, normalisation)
            : throw new StepFailureException(FailureCause.InvalidData, string.Join(" ", faults));
    }

    /// <summary>Every reason why the samples do not fit, each with its remedy; empty when they do.</summary>
    public static ImmutableArray<string> Faults(Dataset data, IReadOnlyList<ModelPort> inputs)
    {
        var faults = ImmutableArray.CreateBuilder<string>();
        foreach (var (input, store) in Matched(data, inputs))
        {
            if (!Fed.Contains(TypeOf(input)))
            {
                faults.Add($"The model's input '{input.Name}' takes {input.ElementType}, and numbers or flags are fed. Convert the model's input to float, or to int64 for ids.");
            }

            if (store is null)
            {
                faults.Add($"Nothing in {data.Source} feeds the model's input '{input.Name}': there is {Text(data)}. Name it under data.inputs, or as the array or tensor that holds it.");
            }
            else if (PartOf(data, store, input) is null)
            {
                faults.Add($"A sample of {data.Source}{(store.Name.Length > 0 ? $" for '{store.Name}'" : "")} has shape {Text(store.Shape)}, but the model's input '{input.Name}' takes {Text(input.Shape.AsSpan())} (the first axis is the batch, -1 is free). Give data of that shape, or the model that belongs to this data.");
            }
        }

        var used = Matched(data, inputs).Select(pair => pair.Store).ToHashSet();
        faults.AddRange(data.Inputs.Where(store => !used.Contains(store)).Select(store =>
            $"{data.Source} holds samples for '{store.Name}', but the model's inputs are {string.Join(", ", inputs.Select(input => $"'{input.Name}'"))}. Leave them out, or correct the name."));
        return faults.ToImmutable();
    }

    /// <summary>The part that feeds the model's input <paramref name="name"/>.</summary>
    /// <exception cref="StepFailureException">InvalidModel: none does.</exception>
    public InputPart InputOf(string name) => Inputs is [var only] ? only : Inputs.FirstOrDefault(part => part.Name == name)
        ?? throw new StepFailureException(FailureCause.InvalidModel, $"Nothing feeds the model's input '{name}', only {string.Join(", ", Inputs.Select(part => part.Name))}.");

    /// <summary>Writes the sample at <paramref name="position"/>, normalised, into <paramref name="sample"/>.</summary>
    public void Read(DataSplit split, int position, Span<float> sample) => split.Read(position, Normalisation, sample);

    /// <summary>Samples <paramref name="start"/> to <paramref name="start"/> + <paramref name="count"/> of a split as the model takes them: a tensor for each input, by name.</summary>
    public (string Name, Tensor Value)[] Batch(DataSplit split, int start, int count)
    {
        var samples = new float[count * SampleSize];
        for (var i = 0; i < count; i++)
        {
            Read(split, start + i, samples.AsSpan(i * SampleSize, SampleSize));
        }

        return Tensors(samples, count);
    }

    /// <summary>Normalised samples as the model takes them.</summary>
    /// <param name="samples">[count, <see cref="SampleSize"/>].</param>
    public (string Name, Tensor Value)[] Tensors(ReadOnlySpan<float> samples, int count)
    {
        var tensors = new (string, Tensor)[Inputs.Length];
        for (var i = 0; i < tensors.Length; i++)
        {
            var part = Inputs[i];
            var values = new float[count * part.Size];
            part.Gather(samples, SampleSize, count, values);
            var data = new byte[part.Type.Bytes(values.Length)];
            Elements.FromFloats(part.Type, values, data);
            tensors[i] = (part.Name, new(part.Type, [count, .. part.Shape], data));
        }

        return tensors;
    }

    /// <summary>Whether the input takes whole numbers, which no scaling may touch.</summary>
    internal static bool IsIds(ModelPort input) => Elements.AreWhole(TypeOf(input)) && TypeOf(input) != ElementType.UInt8;

    /// <summary>By name; a single input takes a single store, whatever their names, and nameless stores go by their order.</summary>
    private static IEnumerable<(ModelPort Input, SampleStore? Store)> Matched(Dataset data, IReadOnlyList<ModelPort> inputs)
    {
        for (var i = 0; i < inputs.Count; i++)
        {
            var byName = data.Inputs.FirstOrDefault(store => store.Name == inputs[i].Name);
            var byPlace = i < data.Inputs.Length && (data.Inputs[i].Name.Length == 0 || (inputs.Count == 1 && data.Inputs.Length == 1)) ? data.Inputs[i] : null;
            yield return (inputs[i], byName ?? byPlace);
        }
    }

    private static InputPart? PartOf(Dataset data, SampleStore store, ModelPort input)
    {
        var offset = data.Inputs.TakeWhile(other => other != store).Sum(other => other.Size);
        if (ShapeFor(store.Shape, input) is { } shape)
        {
            return new(input.Name, TypeOf(input), shape, offset);
        }

        return store.Shape is [(1 or 3) and var channels, var height, var width] && ShapeFor([height, width, channels], input) is { Length: 3 } pixels
            ? new(input.Name, TypeOf(input), pixels, offset, ChannelsLast: true)
            : null;
    }

    /// <summary>The model's axes after the batch hold the stored ones: with axes of size 1 before or behind, or all flattened into one, or a plain row of numbers that fills them.</summary>
    private static ImmutableArray<long>? ShapeFor(ReadOnlySpan<long> stored, ModelPort input)
    {
        if (input.Shape.Length < 1 || (input.Shape.Length == 1 && Tensor.CountOf(stored) != 1))
        {
            return null;
        }

        var wanted = input.Shape[1..];
        if (wanted.IsEmpty)
        {
            return [];
        }

        var ones = Enumerable.Repeat(1L, Math.Max(0, wanted.Length - stored.Length));
        long[] plain = stored.ToArray();
        foreach (var shape in (ReadOnlySpan<long[]>)[[.. ones, .. plain], [.. plain, .. ones], [Tensor.CountOf(stored)]])
        {
            if (shape.Length == wanted.Length && shape.Zip(wanted, (have, want) => want == have || want < 0).All(fits => fits))
            {
                return [.. shape];
            }
        }

        return stored.Length == 1 && wanted.All(size => size > 0) && Tensor.CountOf(wanted.AsSpan()) == stored[0] ? wanted : null;
    }

    private static ElementType TypeOf(ModelPort input) =>
        Enum.TryParse<ElementType>(input.ElementType, ignoreCase: true, out var type) ? type : input.ElementType == "float32" ? ElementType.Float : ElementType.Undefined;

    private static string Text(Dataset data) => data.Inputs is [{ Name: "" }] ? "one nameless input" : string.Join(", ", data.Inputs.Select(store => $"'{store.Name}'"));

    private static string Text(ReadOnlySpan<long> shape) => $"[{string.Join(", ", shape.ToArray())}]";
}

using AutoCompress.Engine.Data;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Transforming;

/// <summary>Random inputs that a model accepts.</summary>
internal static class RandomBatch
{
    /// <summary>Samples, where the model leaves their number free.</summary>
    public const int Batch = 2;

    /// <summary>Elements of one input: a declared size costs nothing, a tensor of that size does.</summary>
    private const long MostElements = 1L << 23;

    /// <summary>Sizes for free axes beside the batch; the first that the model runs with is taken.</summary>
    private static readonly int[] FreeSizes = [32, 8, 3];

    /// <summary>Inputs for <paramref name="session"/>, and its answer.</summary>
    /// <param name="graph">Whose inputs say what is fed.</param>
    /// <exception cref="StepFailureException">The model runs with none of them.</exception>
    public static ((string, Tensor)[] Inputs, Tensor[] Outputs) Run(ModelGraph graph, OrtSession session, ulong seed) =>
        Run(graph, session.Run, seed, session.Inputs.FirstOrDefault()?.Shape is [{ Size: { } size }, ..] && size is > 0 and <= int.MaxValue ? (int)size : Batch);

    /// <inheritdoc cref="Run(ModelGraph, OrtSession, ulong)"/>
    public static ((string, Tensor)[] Inputs, Tensor[] Outputs) Run(ModelGraph graph, Func<IReadOnlyList<(string, Tensor)>, Tensor[]> run, ulong seed, int batch = Batch)
    {
        var sizes = graph.Inputs.Any(input => (input.Shape ?? []).Skip(1).Any(dim => dim.Size is null)) ? FreeSizes : FreeSizes[..1];
        foreach (var size in sizes[..^1])
        {
            try
            {
                var inputs = Inputs(graph, seed, batch, size);
                return (inputs, run(inputs));
            }
            catch (StepFailureException)
            {
                // A table or a window has fewer places than the size asks for: the next one is smaller.
            }
        }

        var last = Inputs(graph, seed, batch, sizes[^1]);
        return (last, run(last));
    }

    private static (string, Tensor)[] Inputs(ModelGraph graph, ulong seed, int batch, int freeSize)
    {
        var random = new SplitMix64(seed);
        return [.. graph.Inputs.Where(input => !input.IsConstant).Select(input => (input.Name, Input(input, batch, freeSize, ref random)))];
    }

    private static Tensor Input(GraphValue input, int batch, int freeSize, ref SplitMix64 random)
    {
        var shape = (input.Shape ?? []).Select((dim, axis) => dim.Size ?? (axis == 0 ? batch : axis == 1 && Channels(input) is { } channels ? channels : freeSize)).ToArray();
        if (shape.Aggregate(1.0, (product, size) => product * size) > MostElements)
        {
            throw new StepFailureException(
                FailureCause.Unsupported, $"Input '{input.Name}' of shape [{string.Join(',', shape)}] is too large to be tried. Give the model a smaller fixed size, or a free one.");
        }

        var count = Tensor.CountOf(shape);
        var values = new double[count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = random.NextDouble() * 2 - 1;
        }

        return input.Type switch
        {
            ElementType.Float => Tensor.Of(Array.ConvertAll(values, v => (float)v), shape),
            ElementType.Double => Tensor.Of(values, shape),
            ElementType.Float16 => Tensor.Of(Array.ConvertAll(values, v => (Half)v), shape),

            // Bits are valid ids of every table, and masks.
            ElementType.Int64 => Tensor.Of(Array.ConvertAll(values, v => v > 0 ? 1L : 0), shape),
            ElementType.Int32 => Tensor.Of(Array.ConvertAll(values, v => v > 0 ? 1 : 0), shape),
            ElementType.Bool => Tensor.Of(Array.ConvertAll(values, v => v > 0), shape),
            _ when input.Type.Bits() > 0 => new(input.Type, shape, new byte[input.Type.Bytes(count)]),
            _ => throw new StepFailureException(FailureCause.Unsupported, $"Input '{input.Name}' is no tensor of numbers, so that nothing can be made up for it."),
        };
    }

    /// <summary>What a convolution of the input wants, whatever the input declares; null when none reads it.</summary>
    private static long? Channels(GraphValue input) => input.Uses.Where(use => use.Slot == 0 && use.Node.Is("Conv"))
        .Select(use => use.Node.Input(1)?.Constant is { Rank: > 2 } weight ? weight.Shape[1] * use.Node.Int("group", 1) : (long?)null)
        .FirstOrDefault(channels => channels is > 0);
}

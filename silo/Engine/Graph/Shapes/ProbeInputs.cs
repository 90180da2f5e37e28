using AutoCompress.Trials;

namespace AutoCompress.Engine.Graph.Shapes;

/// <summary>Inputs for a probe at any size of the free axes: the rows of samples repeated, or made-up numbers, other ones at each batch size.</summary>
/// <param name="Symbol">The name of the batch axis.</param>
/// <param name="Others">Names of the other free axes, in order; each is a size of its own.</param>
/// <param name="Makers">For each input its name and how its tensor is made for a batch size and the sizes of <paramref name="Others"/>.</param>
internal sealed record ProbeInputs(
    string Symbol, IReadOnlyList<string> Others, IReadOnlyList<(string Name, Func<int, IReadOnlyDictionary<string, int>, Tensor> Make)> Makers)
{
    /// <summary>A declared size costs nothing, a tensor of that size does.</summary>
    private const long MostElements = 1L << 26;

    /// <summary>Null when an input has no sample, and cannot be made up: an axis beside its batch is neither known nor named, or its very values are sizes.</summary>
    public static ProbeInputs? Of(ModelGraph graph, IReadOnlyDictionary<string, Tensor>? samples)
    {
        var makers = new List<(string, Func<int, IReadOnlyDictionary<string, int>, Tensor>)>();
        var others = new List<string>();
        var symbol = graph.Inputs.Select(input => input.Shape is { IsEmpty: false } shape ? shape[0].Symbol : null).FirstOrDefault(name => name is not null);
        foreach (var input in graph.Inputs)
        {
            var batched = input.Shape is not { } shape || (!shape.IsEmpty && shape[0].Size is null);
            if (samples?.GetValueOrDefault(input.Name) is { } sample)
            {
                var repeats = batched && sample is { Rank: > 0, Count: > 0, Texts: null };
                makers.Add((input.Name, (batch, _) => repeats ? Repeat(sample, batch) : sample));
            }
            else if (CanMakeUp(input, batched, symbol))
            {
                others.AddRange(input.Shape!.Value.Select(dim => dim.Symbol).OfType<string>().Where(name => name != symbol && !others.Contains(name)));
                makers.Add((input.Name, (batch, sizes) => MadeUp(input, batch, sizes)));
            }
            else
            {
                return null;
            }
        }

        return new(symbol ?? "batch", others, makers);
    }

    public IReadOnlyList<(string Name, Tensor Value)> At(int batch, IReadOnlyDictionary<string, int> sizes) =>
        [.. Makers.Select(input => (input.Name, input.Make(batch, sizes)))];

    /// <summary>Whether any input is an image whose height or width is free: sequences are probed with fewer places.</summary>
    public static bool HasFreeImage(ModelGraph graph) => graph.Inputs.Any(input => input is { Type: ElementType.Float, Shape.Length: > 3 });

    /// <summary>Floats of two axes or a batch, and integers with a batch (tokens): others are often sizes, scales, axes or counts.</summary>
    private static bool CanMakeUp(GraphValue input, bool batched, string? symbol) =>
        input.Shape is { } shape && shape.Skip(batched ? 1 : 0).All(dim => dim != Dim.Unknown) && (!batched || shape[0].Symbol == symbol)
        && ((input.Type == ElementType.Float && (batched || shape.Length > 1)) || (batched && input.Type is ElementType.Int64 or ElementType.Int32 or ElementType.UInt8));

    /// <summary>Floats in (−1, 1), a quarter of them 0, so that a size that depends on values shows itself; integers are 0, which every table holds.</summary>
    private static Tensor MadeUp(GraphValue input, int batch, IReadOnlyDictionary<string, int> free)
    {
        long[] sizes = [.. input.Shape!.Value.Select(dim => dim.Size ?? (dim.Symbol is { } name && free.TryGetValue(name, out var size) ? size : batch))];
        if (sizes.Aggregate(1.0, (product, size) => product * size) > MostElements)
        {
            throw new StepFailureException(FailureCause.Unsupported, $"Input '{input.Name}' of shape [{string.Join(',', sizes)}] is too large to be made up.");
        }

        if (input.Type != ElementType.Float)
        {
            return new(input.Type, sizes, new byte[input.Type.Bytes(Tensor.CountOf(sizes))]);
        }

        var random = new Random(batch);
        var values = new float[Tensor.CountOf(sizes)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = random.Next(4) == 0 ? 0 : random.NextSingle() * 2 - 1;
        }

        return Tensor.Of(values, sizes);
    }

    private static Tensor Repeat(Tensor rows, int batch)
    {
        var row = (int)(rows.Data.Length / rows.Shape[0]);
        var data = new byte[row * batch];
        for (var i = 0; i < batch; i++)
        {
            rows.Data.Span.Slice((int)(i % rows.Shape[0]) * row, row).CopyTo(data.AsSpan(i * row));
        }

        return new(rows.Type, [batch, .. rows.Shape[1..]], data);
    }
}

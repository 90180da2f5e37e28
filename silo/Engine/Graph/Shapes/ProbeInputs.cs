namespace AutoCompress.Engine.Graph.Shapes;

/// <summary>Inputs for a probe at any batch size: the rows of samples repeated, or made-up numbers, other ones at each batch size.</summary>
/// <param name="Symbol">The name of the batch axis.</param>
/// <param name="Makers">For each input its name and how its tensor is made for a batch size.</param>
internal sealed record ProbeInputs(string Symbol, IReadOnlyList<(string Name, Func<int, Tensor> Make)> Makers)
{
    /// <summary>Null when an input has no sample, and cannot be made up: it has unknown sizes beside its batch, or its very values are sizes.</summary>
    public static ProbeInputs? Of(ModelGraph graph, IReadOnlyDictionary<string, Tensor>? samples)
    {
        var makers = new List<(string, Func<int, Tensor>)>();
        var symbol = graph.Inputs.Select(input => input.Shape is { IsEmpty: false } shape ? shape[0].Symbol : null).FirstOrDefault(name => name is not null);
        foreach (var input in graph.Inputs)
        {
            var batched = input.Shape is not { } shape || (!shape.IsEmpty && shape[0].Size is null);
            if (samples?.GetValueOrDefault(input.Name) is { } sample)
            {
                var repeats = batched && sample is { Rank: > 0, Count: > 0, Texts: null };
                makers.Add((input.Name, batch => repeats ? Repeat(sample, batch) : sample));
            }
            else if (CanMakeUp(input, batched, symbol))
            {
                makers.Add((input.Name, batch => MadeUp(input, batch)));
            }
            else
            {
                return null;
            }
        }

        return new(symbol ?? "batch", makers);
    }

    public IReadOnlyList<(string Name, Tensor Value)> At(int batch) => [.. Makers.Select(input => (input.Name, input.Make(batch)))];

    /// <summary>Floats of two axes or a batch, and integers with a batch (tokens): others are often sizes, scales, axes or counts.</summary>
    private static bool CanMakeUp(GraphValue input, bool batched, string? symbol) =>
        input.Shape is { } shape && shape.Skip(batched ? 1 : 0).All(dim => dim.Size is not null) && (!batched || shape[0].Symbol == symbol)
        && ((input.Type == ElementType.Float && (batched || shape.Length > 1)) || (batched && input.Type is ElementType.Int64 or ElementType.Int32 or ElementType.UInt8));

    /// <summary>Floats in (−1, 1), a quarter of them 0, so that a size that depends on values shows itself; integers are 0, which every table holds.</summary>
    private static Tensor MadeUp(GraphValue input, int batch)
    {
        long[] sizes = [.. input.Shape!.Value.Select(dim => dim.Size ?? batch)];
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

namespace AutoCompress.Engine.Data;

/// <summary>One augmentation of an image: mirrored first, then moved.</summary>
/// <param name="Down">Pixels, negative for up.</param>
/// <param name="Right">Pixels, negative for left.</param>
internal readonly record struct ViewRecipe(int Down, int Right, bool Mirrored)
{
    /// <summary>Writes the view of <paramref name="sample"/>, normalised, into <paramref name="inputs"/> of the same length.</summary>
    /// <param name="shape">The stored shape; its last two axes are height and width, what lies before are planes.</param>
    public void Render(ReadOnlySpan<byte> sample, ReadOnlySpan<long> shape, Normalisation normalisation, Span<float> inputs)
    {
        if (this == default || shape.Length < 2)
        {
            normalisation.Apply(sample, inputs);
            return;
        }

        var (height, width) = ((int)shape[^2], (int)shape[^1]);
        var table = normalisation.Table;
        var (left, right) = (Math.Max(0, Right), Math.Min(width, width + Right));
        for (var row = 0; row < sample.Length / width; row++)
        {
            var target = inputs.Slice(row * width, width);
            var sourceRow = (row % height) - Down;
            if (sourceRow < 0 || sourceRow >= height || left >= right)
            {
                target.Fill(table[0]);
                continue;
            }

            var source = sample.Slice((row - Down) * width, width);
            target[..left].Fill(table[0]);
            target[right..].Fill(table[0]);
            for (var x = left; x < right; x++)
            {
                var from = x - Right;
                target[x] = table[source[Mirrored ? width - 1 - from : from]];
            }
        }
    }
}

namespace AutoCompress.Engine.Data;

/// <summary>One augmentation of an image: mirrored first, then moved.</summary>
/// <param name="Down">Pixels, negative for up.</param>
/// <param name="Right">Pixels, negative for left.</param>
internal readonly record struct ViewRecipe(int Down, int Right, bool Mirrored)
{
    /// <summary>Whether a view of such samples is the sample itself.</summary>
    public bool Keeps(ReadOnlySpan<long> shape) => this == default || shape.Length < 2;

    /// <summary>Writes the view of <paramref name="sample"/> into <paramref name="view"/> of the same length.</summary>
    /// <param name="shape">The stored shape; its last two axes are height and width, what lies before are planes.</param>
    /// <param name="movesIn">What a pixel becomes that was outside.</param>
    public void Render(ReadOnlySpan<float> sample, ReadOnlySpan<long> shape, Span<float> view, float movesIn)
    {
        var (height, width) = ((int)shape[^2], (int)shape[^1]);
        var (left, right) = (Math.Max(0, Right), Math.Min(width, width + Right));
        view.Fill(movesIn);
        for (var row = 0; row < sample.Length / width; row++)
        {
            var sourceRow = (row % height) - Down;
            if (sourceRow < 0 || sourceRow >= height)
            {
                continue;
            }

            var target = view.Slice(row * width, width);
            var source = sample.Slice((row - Down) * width, width);
            for (var x = left; x < right; x++)
            {
                var from = x - Right;
                target[x] = source[Mirrored ? width - 1 - from : from];
            }
        }
    }
}

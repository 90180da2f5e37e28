namespace AutoCompress.Engine.Data;

/// <summary>
/// The views that training sees of a sample. A view is a function of seed, sample and view number alone, so that a teacher's answer to
/// it can be kept. View 0 is the sample itself; the others are shifted and perhaps mirrored.
/// </summary>
/// <param name="Views">Views of a sample, at least 1. 1 switches augmentation off; <see cref="int.MaxValue"/> hardly ever repeats one.</param>
/// <param name="Shift">Largest shift in pixels along each of the last two axes, at least 0; what moves in is the stored value 0.</param>
/// <param name="Flip">Whether half of the views are mirrored along the last axis.</param>
public sealed record Augmentation(int Views, int Shift, bool Flip, ulong Seed)
{
    /// <summary>Every sample as it is.</summary>
    public static Augmentation None { get; } = new(1, 0, false, 0);

    /// <summary>The view of sample <paramref name="index"/> that epoch <paramref name="epoch"/> shows.</summary>
    public int ViewAt(int index, long epoch) => Views == 1 ? 0 : new SplitMix64(SplitMix64.Mix(Seed, 1, (ulong)index, (ulong)epoch)).Next(Views);

    /// <summary>What view <paramref name="view"/> does to sample <paramref name="index"/>.</summary>
    internal ViewRecipe Recipe(int index, int view)
    {
        if (view == 0)
        {
            return default;
        }

        var random = new SplitMix64(SplitMix64.Mix(Seed, 2, (ulong)index, (ulong)view));
        var (down, right) = (random.Next((2 * Shift) + 1) - Shift, random.Next((2 * Shift) + 1) - Shift);
        return new(down, right, Flip && random.Next(2) == 1);
    }
}

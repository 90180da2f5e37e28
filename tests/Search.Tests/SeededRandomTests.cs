namespace AutoCompress.Search.Tests;

public sealed class SeededRandomTests
{
    [Fact]
    public void NextBits_KnownSeed_NeverChanges()
    {
        var random = new SeededRandom(1, 0);

        Assert.Equal<ulong[]>(Pinned, [random.NextBits(), random.NextBits(), random.NextBits()]);
    }

    [Fact]
    public void Below_ManyDraws_CoversTheRangeEvenly()
    {
        var random = new SeededRandom(42, 1);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++)
        {
            counts[random.Below(7)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
    }

    [Fact]
    public void NextDouble_ManyDraws_StaysBelowOneWithMeanOneHalf()
    {
        var random = new SeededRandom(9, 9);
        var draws = Enumerable.Range(0, 20_000).Select(_ => random.NextDouble()).ToList();

        Assert.All(draws, draw => Assert.InRange(draw, 0, 1 - 1e-16));
        Assert.InRange(draws.Average(), 0.49, 0.51);
    }

    [Fact]
    public void Constructor_OtherStream_DrawsOthers() => Assert.NotEqual(new SeededRandom(1, 0).NextBits(), new SeededRandom(1, 1).NextBits());

    [Fact]
    public void Below_Zero_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => new SeededRandom(1, 0).Below(0));

    // Computed by an independent implementation in another language.
    private static readonly ulong[] Pinned = [17154914556750032435, 15481925071032317162, 3049712571244418729];
}

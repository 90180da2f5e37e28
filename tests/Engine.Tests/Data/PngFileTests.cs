using AutoCompress.Engine.Data;

namespace AutoCompress.Engine.Tests.Data;

public sealed class PngFileTests
{
    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(2, 3, 3)]
    [InlineData(4, 2, 1)]
    [InlineData(6, 4, 3)]
    public void Decode_EightAndSixteenBits_GivesThePixelsWithoutAlpha(int colour, int numbers, int channels)
    {
        const int Width = 7, Height = 11;
        var random = new SplitMix64(3);
        var stored = Enumerable.Range(0, Width * Height * numbers).Select(_ => (byte)random.Next(256)).ToArray();
        var expected = Enumerable.Range(0, Width * Height).SelectMany(i => stored.AsSpan(i * numbers, channels).ToArray()).ToArray();
        byte[] wide = [.. stored.SelectMany(value => new byte[] { value, (byte)random.Next(256) })];

        var eight = PngFile.Decode(PngBytes.Encode(Width, Height, 8, colour, numbers, stored), "a.png");
        var sixteen = PngFile.Decode(PngBytes.Encode(Width, Height, 16, colour, numbers, wide), "a.png");

        Assert.Equal((Width, Height, channels), (eight.Width, eight.Height, eight.Channels));
        Assert.Equal(expected, eight.Pixels);
        Assert.Equal(expected, sixteen.Pixels);
    }

    [Theory]
    [InlineData(1, new byte[] { 0b1010_0000 }, new byte[] { 255, 0, 255 })]
    [InlineData(2, new byte[] { 0b00_01_11_00 }, new byte[] { 0, 85, 255 })]
    [InlineData(4, new byte[] { 0x0F, 0x80 }, new byte[] { 0, 255, 136 })]
    public void Decode_FewBitsOfGray_AreSpread(int depth, byte[] row, byte[] expected) =>
        Assert.Equal(expected, PngFile.Decode(PngBytes.Encode(3, 1, depth, 0, 1, row), "a.png").Pixels);

    [Theory]
    [InlineData(8, new byte[] { 1, 0 })]
    [InlineData(4, new byte[] { 0x10 })]
    public void Decode_Palette_LooksColoursUp(int depth, byte[] row) =>
        Assert.Equal([4, 5, 6, 1, 2, 3], PngFile.Decode(PngBytes.Encode(2, 1, depth, 3, 1, row, [1, 2, 3, 4, 5, 6]), "a.png").Pixels);

    [Fact]
    public void Decode_ColourThatThePaletteLacks_IsRefused() =>
        Assert.Contains("colour 2, but a palette of 2", Refusal(PngBytes.Encode(1, 1, 8, 3, 1, [2], new byte[6])), StringComparison.Ordinal);

    [Fact]
    public void Decode_Interlaced_IsRefused() =>
        Assert.Contains("interlaced", Refusal(PngBytes.Encode(1, 1, 8, 0, 1, [2], interlace: 1)), StringComparison.Ordinal);

    [Fact]
    public void Decode_KindThatPngLacks_IsRefused() =>
        Assert.Contains("colour type 2 with 4 bits", Refusal(PngBytes.Encode(1, 1, 4, 2, 3, [2, 3])), StringComparison.Ordinal);

    [Fact]
    public void Decode_HugeClaim_IsRefusedBeforeAnythingIsAllocated()
    {
        var bomb = PngBytes.Encode(8_000, 8_000, 8, 6, 4, [0]);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("packed bytes cannot hold", Refusal(bomb), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
        Assert.Contains("at most 67108864 are read", Refusal(PngBytes.Encode(16_000, 16_000, 8, 6, 4, [0])), StringComparison.Ordinal);
        Assert.Contains("1 to 16384 each way", Refusal(PngBytes.Encode(20_000, 1, 8, 0, 1, [0])), StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_TooFewRows_IsRefused()
    {
        var file = PngBytes.Gray(2, 1, [1, 2]);
        file[23] = 2;

        Assert.Contains("ends after 3 of 6", Refusal(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_AnyPrefixOrFlippedByte_IsAnImageOrARefusal()
    {
        var whole = PngBytes.Rgb(3, 6, [.. Enumerable.Range(0, 54).Select(i => (byte)(i * 5))]);
        for (var i = 0; i < whole.Length; i++)
        {
            Refusal(whole[..i]);
            var flipped = (byte[])whole.Clone();
            flipped[i] ^= 0x55;
            TryDecode(flipped);
        }
    }

    [Fact]
    public void WritePlanes_ColourAsGray_WeighsTheChannels()
    {
        var planes = new float[1];

        new PngImage(1, 1, 3, [100, 200, 50]).WritePlanes(1, planes);

        Assert.Equal([153f], planes);
    }

    private static string Refusal(byte[] file) => DataFolder.Refusal(() => BadData.Reading("a.png", () => PngFile.Decode(file, "a.png")));

    private static void TryDecode(byte[] file)
    {
        try
        {
            BadData.Reading("a.png", () => PngFile.Decode(file, "a.png"));
        }
        catch (Trials.StepFailureException e)
        {
            Assert.Equal(Trials.FailureCause.InvalidData, e.Cause);
        }
    }
}

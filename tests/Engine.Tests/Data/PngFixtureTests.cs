using System.Globalization;
using AutoCompress.Engine.Data;
using AutoCompress.Engine.Tests.Families;

namespace AutoCompress.Engine.Tests.Data;

/// <summary>Images of every kind as another program writes and reads them (png/make.py: Pillow).</summary>
public sealed class PngFixtureTests
{
    private static readonly string Folder = Path.Combine(Family.Root, "tests", "Engine.Tests", "Data", "png");

    public static TheoryData<string> All => [.. Directory.GetFiles(Folder, "*.png").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(All))]
    public void Read_ImageOfAnotherProgram_HoldsTheSameNumbers(string name)
    {
        float[] expected = [.. File.ReadAllText(Path.Combine(Folder, name + ".txt")).Split(' ').Select(number => float.Parse(number, CultureInfo.InvariantCulture))];

        var image = PngFile.Read(Path.Combine(Folder, name + ".png"));
        var planes = new float[expected.Length - 1];
        image.WritePlanes((int)expected[0], planes);

        Assert.Equal(expected[0] == 1, PngFile.ReadHeader(Path.Combine(Folder, name + ".png")).IsGray);
        Assert.Equal(expected[1..], planes);
    }
}

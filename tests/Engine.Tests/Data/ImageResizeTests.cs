using AutoCompress.Engine.Data;

namespace AutoCompress.Engine.Tests.Data;

public sealed class ImageResizeTests
{
    [Fact]
    public void Plane_Doubled_IsBilinear()
    {
        var target = new float[4];

        ImageResize.Plane([0, 100], 1, 2, target, 1, 4);

        Assert.Equal([0f, 25f, 75f, 100f], target);
    }

    [Fact]
    public void Plane_Halved_AveragesUnderATriangle()
    {
        var target = new float[2];

        ImageResize.Plane([0, 8, 16, 24], 4, 1, target, 2, 1);

        // Weights 3:3:1 of the first three pixels, as a triangle of reach 2 around 1 gives them.
        Assert.Equal([40f / 7, 128f / 7], target.Select(value => value), (a, b) => Math.Abs(a - b) < 1e-4);
    }

    [Theory]
    [InlineData(5, 7)]
    [InlineData(1, 1)]
    [InlineData(64, 3)]
    public void Plane_OneGray_StaysIt(int height, int width)
    {
        var target = new float[height * width];

        ImageResize.Plane([.. Enumerable.Repeat(77f, 9 * 11)], 9, 11, target, height, width);

        Assert.All(target, value => Assert.Equal(77f, value, 1e-3f));
    }
}

using AutoCompress.Search.Surrogates;

namespace AutoCompress.Search.Tests.Surrogates;

public sealed class PortableMathTests
{
    [Theory]
    [InlineData(-600)]
    [InlineData(-20.5)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(0.3)]
    [InlineData(10)]
    public void Exp_AgreesWithTheLibrary(double x) => Assert.Equal(1, PortableMath.Exp(x) / Math.Exp(x), 12);

    [Theory]
    [InlineData(1e-30)]
    [InlineData(0.7)]
    [InlineData(1)]
    [InlineData(12345.678)]
    public void Log_AgreesWithTheLibrary(double x) => Assert.Equal(Math.Log(x), PortableMath.Log(x), 12);

    [Fact]
    public void Distribution_KnownQuantiles_AreMet()
    {
        Assert.Equal(0.5, PortableMath.Distribution(0), 6);
        Assert.Equal(0.975, PortableMath.Distribution(1.959963985), 6);
        Assert.Equal(0.05, PortableMath.Distribution(-1.644853627), 6);
    }

    [Fact]
    public void Dot_AnyLength_IsTheSum()
    {
        var values = Enumerable.Range(1, 21).Select(i => (double)i).ToArray();

        Assert.All(Enumerable.Range(0, 22), count => Assert.Equal(values.Take(count).Sum(v => v * v), PortableMath.Dot(values, values, count)));
    }
}

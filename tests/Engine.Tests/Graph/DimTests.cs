using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Tests.Graph;

public sealed class DimTests
{
    [Theory]
    [InlineData("batch", 1, "batch")]
    [InlineData("4*batch", 4, "batch")]
    [InlineData("4*batch*2", 4, "batch*2")]
    [InlineData("a*b", 1, "a*b")]
    [InlineData("*b", 1, "*b")]
    public void Factors_Symbol_IsANumberTimesAnother(string symbol, long factor, string rest)
    {
        Assert.Equal((factor, rest), Dim.Named(symbol).Factors());
        Assert.Equal(symbol, Dim.Times(factor, rest).ToString());
    }

    [Fact]
    public void Factors_SizeOrUnknown_HasNoSymbol()
    {
        Assert.Equal((1, ""), Dim.Of(4).Factors());
        Assert.Equal((1, ""), Dim.Unknown.Factors());
    }
}

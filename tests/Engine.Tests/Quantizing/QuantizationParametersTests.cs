using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Quantizing;
using FsCheck;
using FsCheck.Fluent;

namespace AutoCompress.Engine.Tests.Quantizing;

public class QuantizationParametersTests
{
    [Theory]
    [InlineData(ElementType.UInt8)]
    [InlineData(ElementType.Int8)]
    public void Affine_ValueInsideTheRange_ComesBackWithinHalfAStep(ElementType type) => Prop.ForAll(
        ArbMap.Default.ArbFor<(NormalFloat, NormalFloat, NormalFloat)>().Filter(t => Math.Abs(t.Item1.Get) < 1e6 && Math.Abs(t.Item2.Get) < 1e6),
        t =>
        {
            var range = new ValueRange(Math.Min(t.Item1.Get, t.Item2.Get), Math.Max(t.Item1.Get, t.Item2.Get));
            var quantizer = QuantizationParameters.Affine(range, type);
            var value = (float)(range.Low + (range.High - range.Low) * (t.Item3.Get - Math.Floor(t.Item3.Get)));
            var error = Math.Abs(quantizer.Dequantize(quantizer.Quantize(value)) - value);

            // A step more at the borders: the zero point is rounded, so that the codes may lie half a step beside the range.
            return error <= 0.5001 * quantizer.Scale || (value < quantizer.Low || value > quantizer.High) && error <= 1.0001 * quantizer.Scale;
        }).Check(Config.QuickThrowOnFailure.WithReplay(17, 1));

    [Fact]
    public void Affine_AnyRange_RepresentsZeroExactly()
    {
        foreach (var (low, high) in new[] { (0.0, 0.0), (0.0, 6.0), (-1.0, 0.0), (-0.37, 2.11), (3.0, 4.0), (-1e-20, 1e-20) })
        {
            var quantizer = QuantizationParameters.Affine(new(low, high));
            Assert.Equal(0, quantizer.Dequantize(quantizer.Quantize(0)));
            Assert.True(quantizer.Scale > 0);
        }
    }

    [Fact]
    public void Quantize_OutsideTheRange_Saturates()
    {
        var quantizer = QuantizationParameters.Affine(new(0, 2.55));
        Assert.Equal((0, 255, 255, 0), (quantizer.Quantize(-3), quantizer.Quantize(9), quantizer.Quantize(float.PositiveInfinity), quantizer.Quantize(float.NaN)));
    }

    [Fact]
    public void Symmetric_LargestWeight_GetsCode127()
    {
        var quantizer = QuantizationParameters.Symmetric(new(-0.5, 0.25));
        Assert.Equal((-127, 64, 0), (quantizer.Quantize(-0.5f), quantizer.Quantize(0.25f), quantizer.ZeroPoint));
    }

    [Fact]
    public void ValueRange_NotFinite_Throws() => Assert.Throws<ArgumentException>(() => new ValueRange(0, double.NaN));
}

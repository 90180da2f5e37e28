using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Quantizing;
using AutoCompress.Spaces;

namespace AutoCompress.Engine.Tests.Quantizing;

public class WeightBitsTests
{
    [Theory]
    [InlineData(Precision.Int8)]
    [InlineData(Precision.DynamicInt8)]
    public void Export_SevenBits_UsesNoLargerCodeAndComputesTheSame(Precision precision)
    {
        var network = RandomResNet.Create(3);
        var exported = Export(network, precision, WeightBits.Reduced);
        Assert.Equal(WeightBits.Reduced, WeightBits.Of(exported));
        Assert.All(Codes(exported), code => Assert.InRange(code, (sbyte)-64, (sbyte)63));
        Assert.Contains(Codes(exported), code => Math.Abs((int)code) == 63);

        // 7 bits are exact on every processor: no more is lost than rounding loses.
        var test = RandomResNet.Batch(9, 16);
        Assert.InRange(QuantizedModels.Error(QuantizedModels.Run(exported, test), QuantizedModels.Run(network, test)), 1e-6, 0.08);
    }

    [Fact]
    public void Export_EightBits_SaysNothingAndUsesAllCodes()
    {
        var exported = Export(RandomResNet.Create(3), Precision.Int8, WeightBits.Full);
        Assert.DoesNotContain(exported.Header.Metadata, pair => pair.Key.Contains("weight_bits", StringComparison.Ordinal));
        Assert.Contains(Codes(exported), code => code == 127);
    }

    [Fact]
    public void Of_SavedAndLoaded_StaysKnown()
    {
        var loaded = OnnxFile.Parse(OnnxFile.Serialize(Export(RandomResNet.Create(3), Precision.Int8, WeightBits.Reduced), SaveOptions.Export));
        Assert.Equal(WeightBits.Reduced, WeightBits.Of(loaded));
        WeightBits.Set(loaded, WeightBits.Full);
        Assert.Equal(WeightBits.Full, WeightBits.Of(loaded));
    }

    private static IEnumerable<sbyte> Codes(ModelGraph graph) => graph.Constants
        .Where(constant => constant.Type == ElementType.Int8 && constant.Constant!.Rank > 1)
        .SelectMany(constant => constant.Constant!.Data.ToArray()).Select(code => unchecked((sbyte)code));

    private static ModelGraph Export(ModelGraph graph, Precision precision, int bits) => Quantizer.Export(
        graph, precision, CalibrationMethod.MinMax, [RandomResNet.Batch(1, 16), RandomResNet.Batch(2, 16)], bits, TestContext.Current.CancellationToken);
}

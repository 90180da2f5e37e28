using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Engine.Quantizing;
using AutoCompress.Spaces;

namespace AutoCompress.Engine.Tests.Families;

/// <summary>Static int8 loads in ONNX Runtime, runs at any batch and stays near the original.</summary>
public sealed class FamilyQuantizationTests
{
    /// <summary>The largest error, as a share of the outputs' range: narrow networks with random weights suffer more than trained ones.</summary>
    private const double Near = 0.25;

    public static TheoryData<string> Families => Family.All;

    [Theory]
    [MemberData(nameof(Families))]
    public void Export_Int8_RunsAndComesClose(string family)
    {
        var graph = Family.Prepared(family);
        var calibration = Enumerable.Range(1, 4).Select(seed => Family.Inputs(graph, 8, (ulong)seed));

        var exported = Quantizer.Export(graph, Precision.Int8, CalibrationMethod.MinMax, calibration, IntegerKernels.WeightBits, TestContext.Current.CancellationToken);

        Assert.Contains(exported.Nodes, node => node.Is("QuantizeLinear"));
        using var original = OrtSession.Load(Family.PathOf(family));
        using var quantized = OrtSession.Parse(OnnxFile.Serialize(exported, SaveOptions.Export));
        var inputs = Family.Inputs(graph, 3, 9);
        foreach (var (expected, found) in original.Run(inputs).Zip(quantized.Run(inputs)))
        {
            Assert.Equal(expected.Shape.ToArray(), found.Shape.ToArray());
            var (x, y) = (expected.Values<float>().ToArray(), found.Values<float>().ToArray());
            Assert.InRange(x.Zip(y, (a, b) => Math.Abs(a - b)).Max() / Math.Max(1e-3, x.Max() - x.Min()), 0, Near);
        }
    }
}

using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Tests.Graph;

/// <summary>Graphs small enough to read at a glance.</summary>
internal static class SmallGraphs
{
    /// <summary>image [batch,2,5,5] → Conv 3x3 to 4 channels, no bias → Relu → features.</summary>
    public static ModelGraph ConvRelu()
    {
        var graph = new ModelGraph { Name = "small" };
        var image = graph.AddInput("image", ElementType.Float, [Dim.Named("batch"), Dim.Of(2), Dim.Of(5), Dim.Of(5)]);
        var weight = graph.AddConstant("conv.weight", Floats(1, 4, 2, 3, 3));
        var conv = graph.AddNode("Conv", "conv", [image, weight], "conv.out");
        conv.Attributes["kernel_shape"] = new AttributeValue.Ints([3, 3]);
        conv.Output.Type = ElementType.Float;
        var relu = graph.AddNode("Relu", "relu", [conv.Output], "features");
        relu.Output.Type = ElementType.Float;
        graph.AddOutput(relu.Output);
        return graph;
    }

    /// <summary>Seeded values in (−1, 1).</summary>
    public static Tensor Floats(int seed, params ReadOnlySpan<long> shape)
    {
        var random = new Random(seed);
        var values = new float[Tensor.CountOf(shape)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = random.NextSingle() * 2 - 1;
        }

        return Tensor.Of(values, shape);
    }
}

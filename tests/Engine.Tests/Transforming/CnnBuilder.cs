using AutoCompress.Engine.Data;
using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Tests.Transforming;

/// <summary>Writes convolutional graphs with seeded random weights and known shapes; the batch is free.</summary>
internal sealed class CnnBuilder(ulong seed, int opset = 17)
{
    private SplitMix64 _random = new(seed);

    public ModelGraph Graph { get; } = new()
    {
        Name = "cnn",
        Header = ModelHeader.Default with { Opsets = ModelHeader.Default.Opsets.SetItem("", opset) },
    };

    public GraphValue Input(string name, params long[] sample)
    {
        return Graph.AddInput(name, ElementType.Float, [Dim.Named("batch"), .. sample.Select(Dim.Of)]);
    }

    public void Output(GraphValue value) => Graph.AddOutput(value);

    public GraphValue Weights(string name, params long[] shape)
    {
        var fan = Math.Max(1, shape.Skip(1).Aggregate(1L, (a, b) => a * b));
        var values = new float[shape.Aggregate(1L, (a, b) => a * b)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)((_random.NextDouble() * 2 - 1) * Math.Sqrt(3.0 / fan));
        }

        return Graph.AddConstant(name, Tensor.Of(values, shape));
    }

    public GraphValue Positive(string name, params long[] shape)
    {
        var values = new float[shape.Aggregate(1L, (a, b) => a * b)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(0.5 + _random.NextDouble());
        }

        return Graph.AddConstant(name, Tensor.Of(values, shape));
    }

    public GraphValue Integers(string name, params long[] values) => Graph.AddConstant(name, Tensor.Of(values, values.Length));

    /// <summary>Any node; the output takes the given sample shape (without the batch).</summary>
    public GraphValue Node(string type, string name, GraphValue[] inputs, long[] sample, params (string Name, AttributeValue Value)[] attributes) =>
        Nodes(type, name, inputs, [sample], attributes)[0];

    public GraphValue[] Nodes(string type, string name, GraphValue[] inputs, long[][] samples, params (string Name, AttributeValue Value)[] attributes)
    {
        var node = Graph.AddNode(type, name, inputs, samples.Select((_, i) => i == 0 ? name : $"{name}:{i}"));
        foreach (var (attribute, value) in attributes)
        {
            node.Attributes.Add(attribute, value);
        }

        for (var i = 0; i < samples.Length; i++)
        {
            node.Outputs[i]!.Type = ElementType.Float;
            node.Outputs[i]!.Shape = [Dim.Named("batch"), .. samples[i].Select(Dim.Of)];
        }

        return [.. node.Outputs.Select(output => output!)];
    }

    public GraphValue Conv(string name, GraphValue x, long channels, int kernel = 3, int stride = 1, long groups = 1, bool bias = false)
    {
        GraphValue[] inputs = [x, Weights(name + ".weight", channels, C(x) / groups, kernel, kernel)];
        inputs = bias ? [.. inputs, Weights(name + ".bias", channels)] : inputs;
        long Size(long size) => (size + 2 * (kernel / 2) - kernel) / stride + 1;
        return Node("Conv", name, inputs, [channels, Size(H(x)), Size(W(x))],
            ("kernel_shape", Ints(kernel, kernel)), ("pads", Ints(kernel / 2, kernel / 2, kernel / 2, kernel / 2)),
            ("strides", Ints(stride, stride)), ("group", new AttributeValue.Int(groups)));
    }

    public GraphValue BatchNorm(string name, GraphValue x) => Node(
        "BatchNormalization", name,
        [x, Positive(name + ".scale", C(x)), Weights(name + ".shift", C(x)), Weights(name + ".mean", C(x)), Positive(name + ".var", C(x))], Sample(x));

    public GraphValue Act(string type, string name, GraphValue x) => Node(type, name, [x], Sample(x));

    public GraphValue ConvBnRelu(string name, GraphValue x, long channels, int kernel = 3, int stride = 1, long groups = 1) =>
        Act("Relu", name + ".relu", BatchNorm(name + ".bn", Conv(name, x, channels, kernel, stride, groups)));

    public GraphValue Binary(string type, string name, GraphValue a, GraphValue b) => Node(type, name, [a, b], Sample(a));

    public GraphValue Concat(string name, params GraphValue[] parts) =>
        Node("Concat", name, parts, [parts.Sum(C), H(parts[0]), W(parts[0])], ("axis", new AttributeValue.Int(1)));

    public GraphValue[] Split(string name, GraphValue x, params long[] sizes) => Nodes(
        "Split", name, [x, Integers(name + ".sizes", sizes)], [.. sizes.Select(size => new[] { size, H(x), W(x) })], ("axis", new AttributeValue.Int(1)));

    public GraphValue Shuffle(string name, GraphValue x, long groups)
    {
        var (c, h, w) = (C(x), H(x), W(x));
        var split = Node("Reshape", name + ".split", [x, Integers(name + ".to", 0, groups, c / groups, h, w)], [groups, c / groups, h, w]);
        var swapped = Node("Transpose", name + ".swap", [split], [c / groups, groups, h, w], ("perm", Ints(0, 2, 1, 3, 4)));
        return Node("Reshape", name, [swapped, Integers(name + ".back", -1, c, h, w)], [c, h, w]);
    }

    public GraphValue MaxPool(string name, GraphValue x) => Node(
        "MaxPool", name, [x], [C(x), H(x) / 2, W(x) / 2], ("kernel_shape", Ints(2, 2)), ("strides", Ints(2, 2)));

    public GraphValue GlobalPool(string name, GraphValue x) => Node("GlobalAveragePool", name, [x], [C(x), 1, 1]);

    public GraphValue Flatten(string name, GraphValue x) => Node("Flatten", name, [x], [C(x) * H(x) * W(x)]);

    public GraphValue Gemm(string name, GraphValue x, long outputs) => Node(
        "Gemm", name, [x, Weights(name + ".weight", outputs, C(x)), Weights(name + ".bias", outputs)], [outputs], ("transB", new AttributeValue.Int(1)));

    public static AttributeValue Ints(params long[] values) => new AttributeValue.Ints([.. values]);

    public static long C(GraphValue x) => x.Size(1)!.Value;

    public static long H(GraphValue x) => x.Size(2)!.Value;

    public static long W(GraphValue x) => x.Size(3)!.Value;

    public static long[] Sample(GraphValue x) => [.. x.Shape!.Value.Skip(1).Select(dim => dim.Size!.Value)];
}

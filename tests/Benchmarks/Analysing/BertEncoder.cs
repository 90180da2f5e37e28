using AutoCompress.Engine.Data;
using AutoCompress.Engine.Graph;
using Tensor = AutoCompress.Engine.Graph.Tensor;

namespace AutoCompress.Benchmarks.Analysing;

/// <summary>
/// BERT-base's encoder and pooler with random weights (Devlin et al. 2019: 12 layers, 768 wide, 12 heads, 30,522 tokens), 109 million parameters, in the
/// form in which exporters write it: batch and length free, shapes computed at run time, LayerNorm and GELU in pieces, opset 13.
/// </summary>
internal sealed class BertEncoder
{
    private const int Vocabulary = 30_522;
    private const int Places = 512;
    private const int Width = 768;
    private const int Heads = 12;
    private const int Layers = 12;
    private const int Inner = 4 * Width;

    private readonly ModelGraph _graph = new() { Name = "bert", Header = ModelHeader.Default with { Opsets = ModelHeader.Default.Opsets.SetItem("", 13) } };
    private SplitMix64 _random;

    private BertEncoder(ulong seed) => _random = new(seed);

    public static ModelGraph Build(ulong seed) => new BertEncoder(seed).Build();

    private ModelGraph Build()
    {
        var ids = _graph.AddInput("input_ids", ElementType.Int64, [Dim.Named("batch"), Dim.Named("length")]);
        var words = Node("Gather", "words", Weights("words.table", Vocabulary, Width), ids);
        var places = Node("Slice", "places", Weights("places.table", Places, Width), List("zero", 0), Node("Unsqueeze", "until", SizeOf(ids, 1, "ids"), List("first", 0)), List("rows", 0));
        var x = Norm("embedding", Node("Add", "embedding.sum", words, places));
        for (var layer = 0; layer < Layers; layer++)
        {
            x = Norm($"{layer}.attention.norm", Node("Add", $"{layer}.attention.sum", Attention($"{layer}.attention", x), x));
            var wide = Gelu($"{layer}.gelu", Linear($"{layer}.wide", x, Width, Inner));
            x = Norm($"{layer}.norm", Node("Add", $"{layer}.sum", Linear($"{layer}.narrow", wide, Inner, Width), x));
        }

        var start = Node("Gather", "start", x, _graph.AddConstant("start.place", Tensor.Scalar(0L)));
        start.Producer!.Attributes["axis"] = new AttributeValue.Int(1);
        var pooled = Node("Tanh", "pooled", Linear("pooler", start, Width, Width));
        (pooled.Type, pooled.Shape) = (ElementType.Float, [Dim.Named("batch"), Dim.Of(Width)]);
        _graph.AddOutput(pooled);
        return _graph;
    }

    private GraphValue Attention(string name, GraphValue x)
    {
        var (query, key, value) = (Split(name + ".query", x, [0, 2, 1, 3]), Split(name + ".key", x, [0, 2, 3, 1]), Split(name + ".value", x, [0, 2, 1, 3]));
        var scores = Node("Div", name + ".scores", Node("MatMul", name + ".products", query, key), Number(name + ".root", MathF.Sqrt(Width / Heads)));
        var weights = Node("Softmax", name + ".weights", scores);
        weights.Producer!.Attributes["axis"] = new AttributeValue.Int(-1);
        var mixed = Turn(name + ".mixed", Node("MatMul", name + ".context", weights, value), [0, 2, 1, 3]);
        return Linear(name + ".out", Reshaped(name + ".merged", mixed, x, Width), Width, Width);
    }

    /// <summary>The heads of a projection, turned.</summary>
    private GraphValue Split(string name, GraphValue x, long[] order) =>
        Turn(name + ".turned", Reshaped(name + ".heads", Linear(name, x, Width, Width), x, Heads, Width / Heads), order);

    /// <summary>[batch and length of <paramref name="like"/>, <paramref name="rest"/>…], read from a value's shape when the model runs.</summary>
    private GraphValue Reshaped(string name, GraphValue value, GraphValue like, params long[] rest)
    {
        var sizes = new[] { 0, 1 }.Select(axis => Node("Unsqueeze", $"{name}.size{axis}", SizeOf(like, axis, name), List($"{name}.axis{axis}", 0)))
            .Concat(rest.Select((size, i) => List($"{name}.rest{i}", size)));
        var target = Node("Concat", name + ".target", [.. sizes]);
        target.Producer!.Attributes["axis"] = new AttributeValue.Int(0);
        return Node("Reshape", name, value, target);
    }

    private GraphValue SizeOf(GraphValue value, int axis, string name) => Node(
        "Gather", $"{name}.gather{axis}", Node("Shape", $"{name}.shape{axis}", value), _graph.AddConstant($"{name}.index{axis}", Tensor.Scalar((long)axis)));

    private GraphValue Turn(string name, GraphValue value, long[] order)
    {
        var turned = Node("Transpose", name, value);
        turned.Producer!.Attributes["perm"] = new AttributeValue.Ints([.. order]);
        return turned;
    }

    private GraphValue Linear(string name, GraphValue x, int from, int to) =>
        Node("Add", name + ".biased", Weights(name + ".bias", to), Node("MatMul", name, x, Weights(name + ".weight", from, to)));

    private GraphValue Norm(string name, GraphValue x)
    {
        var centred = Node("Sub", name + ".centred", x, Mean(name + ".mean", x));
        var variance = Mean(name + ".variance", Node("Pow", name + ".squares", centred, Number(name + ".two", 2)));
        var deviation = Node("Sqrt", name + ".deviation", Node("Add", name + ".safe", variance, Number(name + ".epsilon", 1e-12f)));
        var scaled = Node("Mul", name + ".scaled", Node("Div", name + ".normal", centred, deviation), Weights(name + ".scale", Width));
        return Node("Add", name, scaled, Weights(name + ".shift", Width));
    }

    private GraphValue Mean(string name, GraphValue x)
    {
        var mean = Node("ReduceMean", name, x);
        mean.Producer!.Attributes["axes"] = new AttributeValue.Ints([-1]);
        return mean;
    }

    private GraphValue Gelu(string name, GraphValue x)
    {
        var erf = Node("Erf", name + ".erf", Node("Div", name + ".small", x, Number(name + ".root", MathF.Sqrt(2))));
        return Node("Mul", name, Node("Mul", name + ".product", x, Node("Add", name + ".plus", erf, Number(name + ".one", 1))), Number(name + ".half", 0.5f));
    }

    private GraphValue Node(string operation, string name, params IEnumerable<GraphValue?> inputs) => _graph.AddNode(operation, name, inputs, name + ".out").Output;

    private GraphValue Number(string name, float value) => _graph.AddConstant(name, Tensor.Scalar(value));

    private GraphValue List(string name, long value) => _graph.AddConstant(name, Tensor.Of([value], 1));

    private GraphValue Weights(string name, params long[] shape)
    {
        var values = new float[Tensor.CountOf(shape)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)((_random.NextDouble() - 0.5) * 0.04);
        }

        return _graph.AddConstant(name, Tensor.Of(values, shape));
    }
}

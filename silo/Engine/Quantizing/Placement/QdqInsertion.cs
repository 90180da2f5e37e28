using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Quantizing.Placement;

/// <summary>
/// The hands of <see cref="QdqPlacement"/>: puts QuantizeLinear→DequantizeLinear pairs where a <see cref="QuantizationPlan"/> wants them. Weights stay float and pass through a pair
/// too, so that the graph can be trained as it is; scales and zero points are constants, a scale for each pair (shared where the plan shares it).
/// </summary>
internal sealed class QdqInsertion
{
    private readonly ModelGraph _graph;
    private readonly ElementType _type;
    private readonly Dictionary<string, (GraphValue Scale, GraphValue ZeroPoint)> _parameters = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, int?), GraphValue> _weights = [];
    private readonly Dictionary<(ElementType, int, int), GraphValue> _zeroPoints = [];

    private QdqInsertion(ModelGraph graph, ElementType type) => (_graph, _type) = (graph, type);

    /// <summary>Edits <paramref name="graph"/>.</summary>
    /// <param name="ranges">One for each value of <see cref="QuantizationPlan.Activations"/>.</param>
    /// <param name="type">Of the activations' codes.</param>
    public static void Insert(ModelGraph graph, QuantizationPlan plan, IReadOnlyDictionary<string, ValueRange> ranges, ElementType type = ElementType.UInt8)
    {
        var insertion = new QdqInsertion(graph, type);
        foreach (var name in plan.Activations)
        {
            var parameters = QuantizationParameters.Affine(ranges[name], type);
            insertion._parameters.Add(name, (graph.AddConstant(name + "_scale", Tensor.Scalar(parameters.Scale)), insertion.ZeroPoint(type, parameters.ZeroPoint)));
        }

        // Weights first: they look up the scale of their node's input by its name.
        foreach (var site in plan.Weights)
        {
            insertion.QuantizeWeight(site, plan);
        }

        foreach (var name in plan.Activations.Concat(plan.Shared.Keys))
        {
            insertion.QuantizeActivation(graph[name], plan.Shared.GetValueOrDefault(name, name));
        }
    }

    private void QuantizeActivation(GraphValue value, string owner)
    {
        var uses = value.Uses.Where(use => use.Slot >= 0).ToList();
        var (scale, zeroPoint) = _parameters[owner];
        var dequantized = AddPair(value, scale, zeroPoint, axis: null);
        foreach (var use in uses)
        {
            ModelGraph.SetInput(use.Node, use.Slot, dequantized);
        }

        // What keeps its name, an input or what a subgraph reads, comes out as it is.
        for (var i = 0; i < _graph.Outputs.Count && value is { IsInput: false, IsCaptured: false }; i++)
        {
            if (_graph.Outputs[i] == value)
            {
                _graph.ReplaceOutput(i, dequantized);
            }
        }
    }

    private void QuantizeWeight(WeightSite site, QuantizationPlan plan)
    {
        var node = _graph.TryGetNode(site.Node, out var found) ? found : throw new InvalidOperationException($"The graph has no node '{site.Node}'.");
        var weight = node.Inputs[site.Slot]!;
        if (!_weights.TryGetValue((weight.Name, site.Axis), out var dequantized))
        {
            var (scale, zeroPoint) = site.Axis is { } axis
                ? PerChannel(node, weight, axis, plan)
                : PerTensor(weight);
            dequantized = AddPair(weight, scale, zeroPoint, site.Axis);
            _weights.Add((weight.Name, site.Axis), dequantized);
        }

        ModelGraph.SetInput(node, site.Slot, dequantized);
    }

    private (GraphValue Scale, GraphValue ZeroPoint) PerChannel(GraphNode node, GraphValue weight, int axis, QuantizationPlan plan)
    {
        var input = node.Inputs[0]!.Name;
        var inputScale = _parameters[plan.Shared.GetValueOrDefault(input, input)].Scale.Constant!.Values<float>()[0];
        var bias = IntegerOperators.Bias(node)?.Constant;
        var scales = WeightQuantizer.Scales(weight.Constant!, axis, bias, inputScale, WeightBits.LargestCode(WeightBits.Of(_graph)));
        return (_graph.AddConstant(weight.Name + "_scale", Tensor.Of(scales, scales.Length)), ZeroPoint(ElementType.Int8, 0, scales.Length));
    }

    private (GraphValue Scale, GraphValue ZeroPoint) PerTensor(GraphValue constant)
    {
        var values = constant.Constant!.Values<float>();
        var (low, high) = (0f, 0f);
        foreach (var value in values)
        {
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }

        var parameters = QuantizationParameters.Affine(new(low, high), _type);
        return (_graph.AddConstant(constant.Name + "_scale", Tensor.Scalar(parameters.Scale)), ZeroPoint(_type, parameters.ZeroPoint));
    }

    private GraphValue AddPair(GraphValue value, GraphValue scale, GraphValue zeroPoint, int? axis)
    {
        var name = value.Name;
        var quantize = _graph.AddNode("QuantizeLinear", name + "_q", [value, scale, zeroPoint], name + "_q");
        var dequantize = _graph.AddNode("DequantizeLinear", name + "_dq", [quantize.Output, scale, zeroPoint], name + "_dq");
        (quantize.Output.Type, quantize.Output.Shape) = (zeroPoint.Type, value.Shape);
        (dequantize.Output.Type, dequantize.Output.Shape) = (ElementType.Float, value.Shape);
        if (axis is { } along)
        {
            quantize.Attributes["axis"] = dequantize.Attributes["axis"] = new AttributeValue.Int(along);
        }

        return dequantize.Output;
    }

    /// <param name="count">0 for a scalar.</param>
    private GraphValue ZeroPoint(ElementType type, int code, int count = 0)
    {
        if (!_zeroPoints.TryGetValue((type, code, count), out var value))
        {
            var codes = new byte[Math.Max(count, 1)];
            Array.Fill(codes, unchecked((byte)code));
            value = _graph.AddConstant($"zero_{type}_{code}_{count}", new Tensor(type, count == 0 ? [] : [count], codes));
            _zeroPoints.Add((type, code, count), value);
        }

        return value;
    }
}

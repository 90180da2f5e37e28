using System.Collections.Immutable;
using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Quantizing.Placement;

/// <summary>
/// Decides where quantizers stand. Contractions start the integer region: their input and their result are quantized. Other operators join
/// when all that they read is quantized already, so that a lone Add inside float code stays float. A Relu or Clip that alone reads a result
/// is folded: the quantizer stands behind it, and its range does the clipping. A Gemm or MatMul whose result is the model's output, or is
/// read in float only, keeps a float result. A Conv that makes each number of few of the model's inputs (a stem over one grey channel) stays
/// float: its integer kernel is the slower one, and the image keeps its precision.
/// </summary>
internal sealed class QuantizationPlanner
{
    /// <summary>Products a number, from which on a stem is quantized: between a 3x3 kernel over one channel and one over three.</summary>
    private const int LeastStemProducts = 16;

    private readonly HashSet<GraphValue> _quantized = [];
    private readonly ImmutableArray<string>.Builder _activations = ImmutableArray.CreateBuilder<string>();
    private readonly ImmutableSortedDictionary<string, string>.Builder _shared = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
    private readonly ImmutableArray<WeightSite>.Builder _weights = ImmutableArray.CreateBuilder<WeightSite>();

    private readonly bool _floatStem;

    private QuantizationPlanner(bool floatStem) => _floatStem = floatStem;

    /// <param name="floatStem">Whether a stem of few products stays float.</param>
    public static QuantizationPlan Plan(ModelGraph graph, bool floatStem = true)
    {
        var planner = new QuantizationPlanner(floatStem);
        foreach (var node in graph.Nodes)
        {
            planner.Visit(node);
        }

        return new(planner._activations.ToImmutable(), planner._shared.ToImmutable(), planner._weights.ToImmutable());
    }

    private void Visit(GraphNode node)
    {
        switch (IntegerOperators.FormOf(node))
        {
            case IntegerForm.Contraction when !(_floatStem && IsThinStem(node)):
                Quantize(node.Inputs[0]!);
                _weights.Add(new(node.Name, 1, IntegerOperators.ChannelAxis(node)));
                if (node.OpType == "Conv" || !StaysFloat(node))
                {
                    Quantize(Folded(node));
                }

                break;
            case IntegerForm.Joint when JoinsIntegers(node):
                _weights.AddRange(node.Inputs.Index().Where(i => i.Item!.IsConstant).Select(i => new WeightSite(node.Name, i.Index, null)));
                Quantize(Folded(node));
                break;
            case IntegerForm.Unary when _quantized.Contains(node.Inputs[0]!):
                Quantize(Folded(node));
                break;
            case IntegerForm.Movement when _quantized.Contains(node.Inputs[0]!) && _quantized.Add(node.Output):
                var source = node.Inputs[0]!.Name;
                _shared.Add(node.Output.Name, _shared.GetValueOrDefault(source, source));
                break;
        }
    }

    private void Quantize(GraphValue value)
    {
        if (_quantized.Add(value))
        {
            _activations.Add(value.Name);
        }
    }

    private static bool IsThinStem(GraphNode node) =>
        node.Is("Conv") && node.Inputs[0]!.IsInput && node.Int("group", 1) == 1
        && Tensor.CountOf(node.Inputs[1]!.Constant!.Shape[1..]) < LeastStemProducts;

    private bool JoinsIntegers(GraphNode node) =>
        node.Inputs.Any(input => input is { IsConstant: false })
        && node.Inputs.All(input => input is not null && (_quantized.Contains(input) || input.Constant is { Type: ElementType.Float, Count: > 0 }));

    private static bool StaysFloat(GraphNode node) =>
        node.Output.Uses.All(use => use.Slot < 0 || IntegerOperators.FormOf(use.Node) == IntegerForm.None)
        && (node.Output.IsOutput || Folded(node) is var end && end.Uses.All(use => use.Slot < 0 || IntegerOperators.FormOf(use.Node) == IntegerForm.None));

    /// <summary>The value behind the node and the Relu or Clip that alone reads it.</summary>
    private static GraphValue Folded(GraphNode node) =>
        node.Output is { IsOutput: false, Uses: [{ Slot: 0, Node: var next }] } && RangeClip.Is(next) ? next.Output : node.Output;
}

using System.Collections.Immutable;
using System.Numerics;

namespace AutoCompress.Engine.Graph.Shapes;

/// <summary>
/// Follows sizes that the model computes from its own shapes. In a copy of the graph, lists of known sizes become constants, and the result of a
/// Reshape or Expand to known sizes, free ones by name, becomes an input of that shape: so inference goes on behind it.
/// </summary>
internal sealed class SizeResolution(ModelGraph graph)
{
    /// <summary>Where operators read lists of integers that decide their output's shape.</summary>
    private static readonly Dictionary<string, int[]> Lists = new(StringComparer.Ordinal)
    {
        ["ConstantOfShape"] = [0],
        ["Expand"] = [1],
        ["Reshape"] = [1],
        ["Resize"] = [3],
        ["Slice"] = [1, 2, 3, 4],
        ["Split"] = [1],
        ["Tile"] = [1],
    };

    private readonly Dictionary<string, ImmutableArray<Dim>> _known = new(StringComparer.Ordinal);
    private readonly HashSet<(string Node, int Slot)> _written = [];
    private ModelGraph? _skeleton;

    /// <summary>The copy to infer shapes of; the graph itself before anything was resolved.</summary>
    public ModelGraph Skeleton => _skeleton ?? graph;

    /// <summary>Shapes of the values that were resolved here, by name.</summary>
    public IReadOnlyDictionary<string, ImmutableArray<Dim>> Known => _known;

    /// <summary>Resolves what the shapes that the graph has now allow; false when that is nothing new.</summary>
    public bool TryResolveMore()
    {
        var lists = FindLists();
        var shapes = FindShapes();
        if (lists.Count + shapes.Count == 0)
        {
            return false;
        }

        _skeleton ??= graph.Clone();
        foreach (var (node, slot, sizes) in lists)
        {
            _written.Add((node.Name, slot));
            if (_skeleton.TryGetNode(node.Name, out var twin))
            {
                ModelGraph.SetInput(twin, slot, _skeleton.AddConstant($"{node.Name}.sizes{slot}", Tensor.Of(sizes, sizes.Length)));
            }
        }

        foreach (var (value, shape) in shapes)
        {
            _known.Add(value.Name, shape);
            var fed = _skeleton.AddInput(_skeleton.UniqueName(value.Name + ".known"), value.Type, shape);
            foreach (var use in _skeleton[value.Name].Uses.Where(use => use.Slot >= 0).ToList())
            {
                ModelGraph.SetInput(use.Node, use.Slot, fed);
            }
        }

        return true;
    }

    private List<(GraphNode Node, int Slot, long[] Sizes)> FindLists()
    {
        var found = new List<(GraphNode, int, long[])>();
        foreach (var node in graph.Nodes.Where(node => node.Domain.Length == 0 && !node.Outputs.OfType<GraphValue>().All(ShapeInference.IsKnown)))
        {
            foreach (var slot in Lists.GetValueOrDefault(node.OpType, []))
            {
                if (node.Input(slot) is { IsConstant: false, Type: ElementType.Int64, Shape.Length: 1 } list && !_written.Contains((node.Name, slot))
                    && RuntimeSizes.Of(list) is { } sizes && sizes.All(size => size.Value is not null))
                {
                    found.Add((node, slot, [.. sizes.Select(size => size.Value!.Value)]));
                }
            }
        }

        return found;
    }

    private List<(GraphValue Value, ImmutableArray<Dim> Shape)> FindShapes()
    {
        var found = new List<(GraphValue, ImmutableArray<Dim>)>();
        foreach (var node in graph.Nodes.Where(node => node.Is("Reshape") || node.Is("Expand")))
        {
            if (node.Outputs[0] is { } output && output.Type != ElementType.Undefined && !ShapeInference.IsKnown(output) && !_known.ContainsKey(output.Name)
                && node.Inputs[0]!.Shape is { } from && RuntimeSizes.Of(node.Input(1)) is { } sizes
                && (node.OpType == "Reshape" ? Reshaped(node, from, sizes) : Expanded(from, sizes)) is { } shape && !shape.Contains(Dim.Unknown))
            {
                found.Add((output, shape));
            }
        }

        return found;
    }

    private static ImmutableArray<Dim> Reshaped(GraphNode node, ImmutableArray<Dim> from, SizeElement[] sizes)
    {
        ImmutableArray<Dim> shape =
        [
            .. sizes.Select((size, axis) => size.Value switch
            {
                0 => node.Int("allowzero", 0) == 0 && axis < from.Length ? from[axis] : Dim.Unknown,
                < 0 => Dim.Unknown,
                _ => DimOf(size),
            }),
        ];
        var open = Array.FindIndex(sizes, size => size.Value == -1);
        return open < 0 ? shape : shape.SetItem(open, Rest(from, shape.RemoveAt(open)));
    }

    /// <summary>What is left of the elements of <paramref name="from"/> beside <paramref name="others"/>: a size, a free size or some times one.</summary>
    private static Dim Rest(ImmutableArray<Dim> from, ImmutableArray<Dim> others)
    {
        var free = from.Where(dim => dim.Size is null).ToList();
        if (free.Concat(others).Contains(Dim.Unknown) || !others.Where(dim => dim.Size is null).All(free.Remove) || free.Count > 1)
        {
            return Dim.Unknown;
        }

        var (all, known) = (Product(from), Product(others));
        return known.IsZero || all % known != 0 || all / known > long.MaxValue ? Dim.Unknown
            : free is not [{ Symbol: { } symbol }] ? Dim.Of((long)(all / known))
            : all == known ? Dim.Named(symbol)
            : symbol.Contains('*', StringComparison.Ordinal) ? Dim.Unknown
            : Dim.Named($"{all / known}*{symbol}");
    }

    private static BigInteger Product(IEnumerable<Dim> shape) => shape.Aggregate(BigInteger.One, (product, dim) => product * (dim.Size ?? 1));

    private static ImmutableArray<Dim> Expanded(ImmutableArray<Dim> from, SizeElement[] sizes)
    {
        var rank = Math.Max(from.Length, sizes.Length);
        return
        [
            .. Enumerable.Range(0, rank).Select(axis =>
            {
                var data = axis - (rank - from.Length) is >= 0 and var a ? from[a] : Dim.Of(1);
                var size = axis - (rank - sizes.Length) is >= 0 and var b ? sizes[b] : new SizeElement(1);
                return size.Value == 1 ? data
                    : data.Size == 1 ? DimOf(size)
                    : data.Size is not null || (data.Symbol is not null && data.Symbol == size.Symbol) ? data
                    : Dim.Unknown;
            }),
        ];
    }

    private static Dim DimOf(SizeElement size) => size.Value is { } value ? Dim.Of(value) : size.Symbol is { } symbol ? Dim.Named(symbol) : Dim.Unknown;
}

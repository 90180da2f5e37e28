using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Training.Barriers;

namespace AutoCompress.Engine.Tests.Training.Barriers;

/// <summary>Nodes are letters: upper case is what the trainer does not know.</summary>
public sealed class BarrierRegionsTests
{
    [Fact]
    public void Find_NoStranger_HasNone()
    {
        var net = new Net();
        net.Wants(net.Node("a", net.X));

        Assert.Empty(net.Regions());
    }

    [Fact]
    public void Find_Neighbours_AreOneRegion()
    {
        var net = new Net();
        net.Wants(net.Node("c", net.Node("B", net.Node("A", net.X))));

        Assert.Equal(["A B"], net.Regions());
    }

    [Fact]
    public void Find_TrainedNodeBetween_MakesTwo()
    {
        var net = new Net();
        net.Wants(net.Node("C", net.Node("b", net.Node("A", net.X))));

        Assert.Equal(["A", "C"], net.Regions());
    }

    /// <summary>A feeds C directly and through b: together they would wait for themselves.</summary>
    [Fact]
    public void Find_AlsoAWayThroughTheTrainer_StaysApart()
    {
        var net = new Net();
        var a = net.Node("A", net.X);
        net.Wants(net.Node("C", a, net.Node("b", a)));

        Assert.Equal(["A", "C"], net.Regions());
    }

    [Fact]
    public void Find_NeighboursOfOneKindAtDifferentLevels_OrderedByLevel()
    {
        var net = new Net();
        var late = net.Node("D", net.Node("c", net.Node("B", net.X)));
        net.Wants(net.Node("E", net.Node("A", net.X), late));

        Assert.Equal(["A", "B", "D E"], net.Regions());
        Assert.Equal(["B", "A", "c", "D", "E"], net.Order());
    }

    [Fact]
    public void Find_NodeThatNothingNeeds_IsLeftOut()
    {
        var net = new Net();
        net.Node("A", net.X);
        net.Wants(net.Node("b", net.X));

        Assert.Empty(net.Regions());
    }

    /// <summary>A sequence leads from S to A although a trained node lies on another way between: that node moves to ONNX Runtime as well.</summary>
    [Fact]
    public void Find_SequenceAroundATrainedNode_TakesItIn()
    {
        var net = new Net();
        var sequence = net.Sequence("S", net.X);
        var place = net.Node("b", net.At("P", sequence));
        net.Wants(net.Node("d", net.Insert("I", sequence, place)));

        Assert.Equal(["S P b I"], net.Regions());
    }

    /// <summary>The sequence waits for what is put into it, which comes from behind another barrier.</summary>
    [Fact]
    public void Find_SequenceThatWaitsForTheTrainer_IsOneRegionBehindIt()
    {
        var net = new Net();
        var sequence = net.Sequence("S", net.X);
        var late = net.Node("c", net.Node("B", net.X));
        net.Wants(net.Insert("I", sequence, late));

        Assert.Equal(["B", "S I"], net.Regions());
        Assert.Equal(["B", "c", "S", "I"], net.Order());
    }

    private sealed class Net
    {
        private readonly ModelGraph _graph = new();
        private readonly GraphValue _zero;

        public Net()
        {
            X = _graph.AddInput("x", ElementType.Float, [Dim.Of(4)]);
            _zero = _graph.AddConstant("zero", Tensor.Scalar(0L));
        }

        public GraphValue X { get; }

        public GraphValue Node(string name, params GraphValue[] inputs) => Typed(char.IsUpper(name[0])
            ? BarrierGraphs.Microsoft(_graph, inputs.Length == 1 ? "Gelu" : "BiasGelu", inputs)
            : _graph.AddNode(inputs.Length == 1 ? "Neg" : "Add", name, inputs, name).Output, name);

        public GraphValue Sequence(string name, GraphValue x) => Named(_graph.AddNode("SequenceConstruct", name, [x], name).Output, name);

        public GraphValue At(string name, GraphValue sequence) => Typed(_graph.AddNode("SequenceAt", name, [sequence, _zero], name).Output, name);

        /// <summary>Puts a tensor into a sequence and takes the first one out.</summary>
        public GraphValue Insert(string name, GraphValue sequence, GraphValue x) =>
            At(name + "'", Named(_graph.AddNode("SequenceInsert", name, [sequence, x], name).Output, name));

        public void Wants(GraphValue value) => _graph.AddOutput(value);

        /// <summary>The names of each region's nodes, in order.</summary>
        public IEnumerable<string> Regions()
        {
            var regions = Partition().Regions;
            return _graph.Nodes.Where(regions.Contains).Select(regions.RegionOf).Distinct()
                .Select(region => string.Join(' ', region.Nodes.Select(Letter).Where(letter => letter.Length == 1))).Order(StringComparer.Ordinal);
        }

        public IEnumerable<string> Order() => Partition().Nodes.Select(Letter).Where(letter => letter.Length == 1);

        private GraphPartition Partition() => GraphPartition.Of(_graph, _graph.Outputs);

        private static string Letter(GraphNode node) => node.Outputs[0]!.Name;

        private GraphValue Typed(GraphValue value, string name)
        {
            value.Type = ElementType.Float;
            return Named(value, name);
        }

        private GraphValue Named(GraphValue value, string name)
        {
            if (value.Name != name)
            {
                _graph.Rename(value, name);
            }

            return value;
        }
    }
}
